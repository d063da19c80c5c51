'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { NodeState } from './node-state.ts'

/** The state of a node; why, on hover and focus. */
export function NodePill({ found, why }: { found: NodeState; why?: string | undefined }) {
  const t = useTranslations('nodes')
  const pill = <StatePill state={found.state} label={t(`states.${found.word}`)} />
  if (why === undefined) return pill
  return (
    <Tooltip content={why}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable without a pointer */}
      <span tabIndex={0} className="inline-flex max-w-full cursor-help rounded-1">
        {pill}
        <span className="sr-only">, {why}</span>
      </span>
    </Tooltip>
  )
}
