'use client'

import { Explained } from '#components/ui/explained.tsx'
import { Icon } from '#components/ui/icon.tsx'
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
    <Explained note={`${title} ${advice}`} className="inline-flex max-w-full items-center gap-1 text-warning">
      <span className="truncate">{name}</span>
      <Icon name="info" size={12} className="shrink-0" />
    </Explained>
  )
}
