'use client'

import { Icon } from '#components/ui/icon.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import type { Client } from '#lib/clients/schema.ts'
import { sdkName } from './sdk-name.ts'
import { useRiskWords } from './use-risk-words.ts'

/** Library and version, marked where a rule has something to say of it. */
export function SdkCell({ client }: { client: Pick<Client, 'language' | 'version' | 'risk'> }) {
  const words = useRiskWords()
  const name = sdkName(client)
  if (!client.risk) return <span className="block truncate">{name}</span>
  const { title, advice } = words(client.risk)
  return (
    <Tooltip content={`${title} ${advice}`}>
      <span
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the advice must be reachable without a pointer
        tabIndex={0}
        className="inline-flex max-w-full cursor-help items-center gap-1 rounded-1 text-warning"
      >
        <span className="truncate">{name}</span>
        <Icon name="info" size={12} className="shrink-0" />
        <span className="sr-only">
          {title} {advice}
        </span>
      </span>
    </Tooltip>
  )
}
