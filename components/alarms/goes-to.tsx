'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Strip } from '#components/ui/strip.tsx'
import { useSettled } from '#components/ui/use-settled.ts'
import type { AlarmLevel, AlarmObject, Severity } from '#lib/alarms/schema.ts'
import { routeQuery } from './queries.ts'

interface GoesToProps {
  clusterId: string
  severity: Severity
  level: AlarmLevel
  object: AlarmObject | undefined
  owner: string
  labels: Record<string, string>
  policyIds: readonly string[]
}

/** Who would hear of such an alarm now, by which policy; or that nobody would. */
export function GoesTo({ clusterId, severity, level, object, owner, labels, policyIds }: GoesToProps) {
  const t = useTranslations('alarms.goesTo')
  const { level: _level, ...names } = object ?? { level }
  const asked = useSettled(JSON.stringify({ severity, level, names, owner, labels, policyIds }))
  const body = JSON.parse(asked) as {
    severity: Severity
    level: AlarmLevel
    names: Omit<AlarmObject, 'level'>
    owner: string
    labels: Record<string, string>
    policyIds: string[]
  } // what the line above wrote
  const { data } = useQuery(
    routeQuery({
      clusterId,
      transition: 'FIRING',
      severity: body.severity,
      level: body.level,
      object: body.names,
      owner: body.owner.trim() || null,
      labels: body.labels,
      policyIds: body.policyIds.length === 0 ? null : body.policyIds,
    }),
  )
  if (!data) return null
  const sends = data.routes.filter(({ outcome }) => outcome === 'SENDS')
  const channels = sends.flatMap(({ channels: of }) => of.map(({ name }) => name))
  if (channels.length === 0) return <Strip tone="warning">{t('nobody')}</Strip>
  return (
    <Strip tone="info">
      {t.rich('sends', {
        channels: [...new Set(channels)].join(', '),
        policies: sends.map(({ policyName }) => policyName).join(', '),
        b: (words) => <strong className="font-semibold">{words}</strong>,
      })}
    </Strip>
  )
}
