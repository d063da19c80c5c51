'use client'

import { useTranslations } from 'next-intl'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { lookOf } from './alarm-looks.ts'

/** State of an alarm: severity while it fires; grey and by whom while nobody is notified. */
export function AlarmPill({
  alarm,
  hasFlapping = false,
}: {
  alarm: Pick<AlarmInstance, 'state' | 'severity' | 'silencedBy' | 'inhibitedBy' | 'isFlapping'>
  hasFlapping?: boolean
}) {
  const t = useTranslations('alarms')
  const { state, word } = lookOf(alarm)
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">
      <StatePill state={state} label={t(`states.${word}`)} />
      {hasFlapping && alarm.isFlapping && <Tag tone="warning">{t('flapping')}</Tag>}
    </span>
  )
}
