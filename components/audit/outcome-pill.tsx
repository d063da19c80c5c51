'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { AuditRow } from '#lib/audit/schema.ts'

/** Refused is not a fault: grey, with a lock. */
const states = { SUCCESS: 'ok', PARTIAL: 'warning', REFUSED: 'denied', FAILED: 'critical', UNKNOWN: 'unknown' } as const

export function OutcomePill({ row }: { row: Pick<AuditRow, 'outcome' | 'servers' | 'error' | 'permission'> }) {
  const t = useTranslations('audit')
  const { servers, error } = row
  const total = servers ? servers.done.length + servers.failed.length + servers.unknown.length : 0
  let detail: string | undefined
  if (row.outcome === 'PARTIAL' && servers) detail = t('ofServers', { done: servers.done.length, total })
  else if (row.outcome === 'REFUSED') detail = row.permission ?? error?.code
  else if (row.outcome === 'FAILED')
    detail = error?.broker ? `${error.broker.responseCodeName} (${error.broker.responseCode})` : error?.code
  else if (row.outcome === 'UNKNOWN') detail = t('noOutcome')
  return <StatePill state={states[row.outcome]} label={t(`outcomes.${row.outcome}`)} detail={detail} />
}
