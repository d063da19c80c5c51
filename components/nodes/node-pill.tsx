'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { NodeState } from './node-state.ts'

/** The state of a node; why, on hover and focus. */
export function NodePill({ found, why }: { found: NodeState; why?: string | undefined }) {
  const t = useTranslations('nodes')
  const pill = <StatePill state={found.state} label={t(`states.${found.word}`)} />
  if (why === undefined) return pill
  return (
    <Explained note={why} className="inline-flex max-w-full">
      {pill}
    </Explained>
  )
}
