'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { Client } from '#lib/clients/schema.ts'

/** Hung before anything else, then a risk of the version; the rest is online, for only online clients are listed. */
export function ClientState({ client }: { client: Pick<Client, 'isHung' | 'risk'> }) {
  const t = useTranslations('clients')
  if (client.isHung) return <StatePill state="warning" label={t('hung')} />
  if (client.risk) return <StatePill state="info" label={t('riskShort')} />
  return <StatePill state="ok" label={t('online')} />
}
