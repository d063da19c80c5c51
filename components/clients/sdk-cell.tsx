'use client'

import type { Client } from '#lib/clients/schema.ts'
import { RiskMark } from './risk-mark.tsx'
import { sdkName } from './sdk-name.ts'

/** Library and version, marked where a rule has something to say of it. */
export function SdkCell({ client }: { client: Pick<Client, 'language' | 'version' | 'risk'> }) {
  return <RiskMark risk={client.risk}>{sdkName(client)}</RiskMark>
}
