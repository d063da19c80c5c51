'use client'

import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { cx } from '#components/ui/cx.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { stateLooks as pillLooks, type State, StatePill } from '#components/ui/state-pill.tsx'
import type { AlarmEvent } from '#lib/alarms/incident-schema.ts'
import type { NoticeDelivery } from '#lib/notifications/delivery-schema.ts'
import { lookOf } from './alarm-looks.ts'
import { useAlarmWords } from './use-alarm-words.ts'

interface IncidentTimelineProps {
  events: readonly AlarmEvent[]
  unit: string
  /** By the event that they tell of. */
  deliveries: readonly NoticeDelivery[]
}

const deliveryLooks: Record<NoticeDelivery['state'], State> = {
  QUEUED: 'pending',
  SENDING: 'pending',
  SENT: 'ok',
  RETRY: 'warning',
  DEAD: 'critical',
  MUTED: 'silenced',
}

/** All that happened to one incident, newest first: changes, what was told to whom, who looked after it, notes. */
export function IncidentTimeline({ events, unit, deliveries }: IncidentTimelineProps) {
  const t = useTranslations('alarms.timeline')
  const byEvent = Map.groupBy(deliveries, ({ eventId }) => eventId ?? '')
  return (
    <ol aria-label={t('label')} className="grid">
      {events.map((event) => (
        <li
          key={event.eventId}
          className="grid grid-cols-[160px_20px_minmax(0,1fr)] gap-x-2 border-b border-line-1 py-1.5 max-md:grid-cols-[20px_minmax(0,1fr)]"
        >
          <Instant at={event.at} withMs={false} className="text-fg-3 max-md:col-start-2" />
          <Mark event={event} />
          <div className="min-w-0">
            <Sentence event={event} unit={unit} />
            {byEvent.get(event.eventId)?.map((delivery) => (
              <div key={delivery.deliveryId} className="flex flex-wrap items-center gap-x-2 text-12 text-fg-2">
                <StatePill state={deliveryLooks[delivery.state]} label={t(`deliveries.${delivery.state}`)} />
                <span>{delivery.channel.name}</span>
                {delivery.policy && <span className="text-fg-3">{delivery.policy.name}</span>}
                {delivery.attempts > 1 && (
                  <span className="text-fg-3">{t('attempts', { count: delivery.attempts })}</span>
                )}
              </div>
            ))}
          </div>
        </li>
      ))}
    </ol>
  )
}

function Mark({ event }: { event: AlarmEvent }) {
  const { kind, to, severity } = event
  if (kind === 'STATE' || kind === 'SEVERITY') {
    const look = pillLooks[lookOf({ state: to, severity }).state]
    return <Icon name={look.icon} size={14} className={cx('mt-0.5', look.mark)} />
  }
  const icons: Record<Exclude<AlarmEvent['kind'], 'STATE' | 'SEVERITY'>, IconName> = {
    NOTICE: event.hiddenBy ? 'silenced' : 'send',
    FLAPPING: 'warning',
    ACKNOWLEDGED: 'check',
    ACKNOWLEDGEMENT_ENDED: 'clock',
    NOTE: 'note',
  }
  return <Icon name={icons[kind]} size={14} className="mt-0.5 text-fg-3" />
}

function Sentence({ event, unit }: { event: AlarmEvent; unit: string }) {
  const t = useTranslations('alarms.timeline')
  const tAlarms = useTranslations('alarms')
  const words = useAlarmWords()
  const { kind, from, to, severity, value, threshold, closeReason, transition, hiddenBy, by, text } = event
  const measured =
    value === null
      ? ''
      : threshold === null || unit === ''
        ? words.value(value, unit)
        : t('valueOf', { value: words.value(value, unit), limit: words.value(threshold, unit) })
  if (kind === 'STATE' || kind === 'SEVERITY') {
    const word = tAlarms(`states.${lookOf({ state: to, severity }).word}`)
    return (
      <>
        <span className="font-medium">
          {kind === 'SEVERITY'
            ? t('severity', { word })
            : from === null || from === to
              ? word
              : t('change', { from: tAlarms(`states.${from}`), to: word })}
        </span>{' '}
        {closeReason && <span>{tAlarms(`closeReasons.${closeReason}`)} </span>}
        <span className="text-fg-2">{measured}</span>
        {transition && <Notice transition={transition} hiddenBy={hiddenBy} />}
      </>
    )
  }
  if (kind === 'NOTICE') return <Notice transition={transition} hiddenBy={hiddenBy} />
  if (kind === 'FLAPPING') {
    return (
      <>
        {t('flapping')}
        {transition && <Notice transition={transition} hiddenBy={hiddenBy} />}
      </>
    )
  }
  return (
    <>
      <span className="font-medium">{t(`kinds.${kind}`, { name: by ?? '' })}</span>
      {text && <span className="block whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>}
    </>
  )
}

function Notice({ transition, hiddenBy }: { transition: AlarmEvent['transition']; hiddenBy: AlarmEvent['hiddenBy'] }) {
  const t = useTranslations('alarms.timeline')
  if (transition === null) return null
  return (
    <span className="block text-12 text-fg-3">
      {hiddenBy === null
        ? t('told', { transition: t(`transitions.${transition}`) })
        : t('notTold', { transition: t(`transitions.${transition}`), reason: t(`hiddenBy.${hiddenBy}`) })}
    </span>
  )
}
