'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { stateLooks } from '#components/ui/state-pill.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { lookOf } from './alarm-looks.ts'
import { isFlag, useAlarmWords } from './use-alarm-words.ts'

const arrows = { UP: 'up', FLAT: 'flat', DOWN: 'down' } as const

/** `18m 42s > 5m`: what was measured, in the colour of its state, and the limit it is beyond. Unknown is `?` with its reason. */
export function ValueAndLimit({ alarm, isLarge = false }: { alarm: AlarmInstance; isLarge?: boolean }) {
  const t = useTranslations('alarms')
  const tMeasured = useTranslations('measured')
  const words = useAlarmWords()
  const { value, unit, threshold, trend } = alarm
  const { state } = lookOf(alarm)
  const reason = value.reason ? tMeasured(`reason.${value.reason}`) : tMeasured(`state.${value.state}`)
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1.5 whitespace-nowrap">
      {value.value === null ? (
        <Explained note={reason} className="text-fg-3">
          ?
        </Explained>
      ) : (
        <span
          className={
            isLarge ? `text-20 font-medium tracking-[-0.015em] ${stateLooks[state].text}` : stateLooks[state].text
          }
        >
          {value.state === 'estimate' && '~'}
          {words.value(value.value, unit)}
        </span>
      )}
      {trend && value.value !== null && (
        <Icon name={arrows[trend]} size={12} label={t(`trends.${trend}`)} className="self-center text-fg-2" />
      )}
      {threshold !== null && !isFlag(unit) && (
        <span className="truncate text-fg-3">{t('limitOf', { limit: words.value(threshold, unit) })}</span>
      )}
    </span>
  )
}
