'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import type { Risk } from '#lib/overview/schema.ts'

const DISK_LIMITS = [0.75, 0.85]
const DAY_MS = 24 * 3_600_000

/** What is not wrong yet. */
export function RisksTable({ clusterId, risks }: { clusterId: string; risks: readonly Risk[] }) {
  const t = useTranslations('overview')
  const format = useFormat()
  const columns: Column<Risk>[] = [
    {
      id: 'what',
      head: t('what'),
      isFlexible: true,
      minWidth: 140,
      cell: ({ kind, name, link }) => (
        <Link href={`/clusters/${clusterId}${link}`}>{t(`risks.${kind}`, { name })}</Link>
      ),
    },
    {
      id: 'now',
      head: t('now'),
      width: 208,
      align: 'right',
      cell: ({ kind, name, ratio, count, isAtLeast, days, severity }) => {
        const age = days === null ? null : format.age(Math.abs(days) * DAY_MS)
        if (kind === 'DISK') {
          const state = severity === 'critical' || severity === 'warning' ? { state: severity } : {}
          return (
            <>
              <Meter value={ratio} label={t('risks.DISK', { name })} limits={DISK_LIMITS} {...state} />
              {age !== null && <span className="block text-12 text-fg-3">{t('fullInAbout', { age })}</span>}
            </>
          )
        }
        if (kind === 'CERTIFICATE') {
          const words = t((days ?? 0) < 0 ? 'expired' : 'expiresIn', { age: age ?? '?' })
          return <span className={severity === 'critical' ? 'text-critical' : 'text-warning'}>{words}</span>
        }
        if (kind === 'RETENTION') return t('ofRetention', { share: format.percent(ratio ?? 0) })
        if (kind === 'SLAVE_GAP') return format.bytes(count ?? 0n)
        const text = format.number(count ?? 0n)
        return t('in24h', { count: isAtLeast ? `≥ ${text}` : text })
      },
    },
  ]
  return (
    <Section title={t('aboutToBreak')} count={format.number(risks.length)}>
      {risks.length === 0 ? (
        <p className="py-1.5 text-fg-2">{t('noRisks')}</p>
      ) : (
        <PlainTable
          label={t('aboutToBreak')}
          columns={columns}
          rows={risks}
          rowId={({ kind, name, days }) => `${kind} ${name} ${kind === 'CERTIFICATE' ? days : ''}`}
        />
      )}
    </Section>
  )
}
