'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { incidentHref, objectName } from './alarm-href.ts'

/** Who looks after an alarm, to when; a name and a time, not a state. */
export function AcknowledgedBy({ alarm }: { alarm: AlarmInstance }) {
  const t = useTranslations('alarms')
  const format = useFormat()
  const { acknowledged } = alarm
  if (!acknowledged) return <span className="text-fg-3">{t('nobody')}</span>
  return (
    <span className="truncate" title={acknowledged.note ?? undefined}>
      {acknowledged.until === null
        ? acknowledged.by
        : t('byUntil', { name: acknowledged.by, time: shortTime(acknowledged.until, format) })}
    </span>
  )
}

/** By which silence, maintenance or other alarm nobody is notified of it, and to when. */
export function HiddenBy({ alarm }: { alarm: AlarmInstance }) {
  const t = useTranslations('alarms')
  const format = useFormat()
  const { inhibitedBy, silencedBy, clusterId } = alarm
  if (inhibitedBy) {
    const object = objectName(inhibitedBy.object)
    return (
      <span className="truncate">
        {t.rich('inhibitedBy', {
          name: object === null ? inhibitedBy.ruleName : `${inhibitedBy.ruleName} ${object}`,
          link: (words) => <Link href={incidentHref(clusterId, inhibitedBy.instanceId)}>{words}</Link>,
        })}
      </span>
    )
  }
  if (!silencedBy) return <span className="text-fg-3">–</span>
  const reason = silencedBy.silenceId === null ? t('maintenance') : silencedBy.reason
  return (
    <span className="truncate" title={`${reason}, ${silencedBy.by}`}>
      {silencedBy.until === null ? reason : t('byUntil', { name: reason, time: shortTime(silencedBy.until, format) })}
    </span>
  )
}

/** Without the date where it is today's. */
export function shortTime(at: Date, format: ReturnType<typeof useFormat>): string {
  const time = format.time(at, false).slice(0, 5)
  return format.date(at) === format.date(new Date()) ? time : `${format.date(at)} ${time}`
}
