'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Combobox } from '#components/ui/combobox.tsx'
import { cx } from '#components/ui/cx.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { WeeklyHours } from '#lib/alarms/schema.ts'

interface HoursFieldsProps {
  value: WeeklyHours
  onChange: (value: WeeklyHours) => void
  onRemove?: () => void
  errorOf: (field: string) => string | undefined
  disabledReason?: string | undefined
}

const days = [1, 2, 3, 4, 5, 6, 7] as const

/** Some hours of some weekdays, in a zone of their own: summer time included. */
export function HoursFields({ value, onChange, onRemove, errorOf, disabledReason }: HoursFieldsProps) {
  const t = useTranslations('alarms.hours')
  const tDays = useTranslations('alarms.weekdays')
  const zones = useMemo(
    () =>
      ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({ value: zone })),
    [],
  )
  const daysError = errorOf('weekdays')
  return (
    <div className="grid gap-2">
      <fieldset>
        <legend className="mb-1 text-12 text-fg-3">{t('weekdays')}</legend>
        <div className="flex">
          {days.map((day) => {
            const isOn = value.weekdays.includes(day)
            return (
              <button
                key={day}
                type="button"
                aria-pressed={isOn}
                aria-disabled={disabledReason ? true : undefined}
                onClick={() => {
                  if (disabledReason) return
                  const weekdays = isOn
                    ? value.weekdays.filter((other) => other !== day)
                    : [...value.weekdays, day].sort()
                  onChange({ ...value, weekdays })
                }}
                className={cx(
                  '-ml-px h-7 min-w-9 border border-line-3 px-1.5 first:ml-0 first:rounded-l-2 last:rounded-r-2 focus-visible:z-10',
                  isOn ? 'bg-surface-3 font-semibold text-fg-1' : 'bg-surface-0 text-fg-2 hover:bg-surface-2',
                )}
              >
                {tDays(`${day}`)}
              </button>
            )
          })}
        </div>
        {daysError && <p className="mt-1 text-12 text-critical">{daysError}</p>}
      </fieldset>
      <div className="grid grid-cols-[80px_80px_minmax(0,1fr)_auto] items-start gap-2">
        <TextField
          label={t('from')}
          placeholder="09:00"
          error={errorOf('from')}
          value={value.from}
          onValueChange={(from) => onChange({ ...value, from })}
          disabledReason={disabledReason}
        />
        <TextField
          label={t('to')}
          placeholder="18:00"
          error={errorOf('to')}
          value={value.to}
          onValueChange={(to) => onChange({ ...value, to })}
          disabledReason={disabledReason}
        />
        <Combobox
          label={t('zone')}
          isRequired
          error={errorOf('timeZone')}
          value={value.timeZone}
          options={zones}
          onValueChange={(timeZone) => onChange({ ...value, timeZone: timeZone ?? 'UTC' })}
          disabledReason={disabledReason}
        />
        {onRemove && <IconButton icon="x" label={t('remove')} onClick={onRemove} className="mt-5" />}
      </div>
    </div>
  )
}

export const wholeWeek = (timeZone: string): WeeklyHours => ({
  weekdays: [1, 2, 3, 4, 5],
  from: '09:00',
  to: '18:00',
  timeZone,
})
