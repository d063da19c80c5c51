'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ActiveWindow } from '#lib/notifications/policy-schema.ts'

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

interface WindowsFieldProps {
  windows: readonly ActiveWindow[]
  onChange: (windows: ActiveWindow[]) => void
  /** Of a new window. */
  timeZone: string
  error: string | undefined
}

/** Hours in which a policy speaks; none = always. */
export function WindowsField({ windows, onChange, timeZone, error }: WindowsFieldProps) {
  const t = useTranslations('notifications')
  const change = (index: number, patch: Partial<ActiveWindow>) =>
    onChange(windows.map((window, i) => (i === index ? { ...window, ...patch } : window)))
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1">{t('windows')}</legend>
      {windows.map((window, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: windows have no id, and are changed in place
        <div key={index} className="grid gap-2 rounded-2 border border-line-2 p-2">
          <div className="flex flex-wrap gap-x-3">
            {weekdays.map((day) => (
              <Checkbox
                key={day}
                label={t(`weekday.${day}`)}
                checked={window.weekdays.includes(day)}
                onCheckedChange={(isOn) =>
                  change(index, {
                    weekdays: weekdays.filter((other) => (other === day ? isOn : window.weekdays.includes(other))),
                  })
                }
              />
            ))}
          </div>
          <div className="flex flex-wrap items-end gap-2">
            <TextField
              label={t('from')}
              isMono
              className="w-20"
              value={window.from}
              onValueChange={(from) => change(index, { from })}
            />
            <TextField
              label={t('to')}
              isMono
              className="w-20"
              value={window.to}
              onValueChange={(to) => change(index, { to })}
            />
            <TextField
              label={t('zone')}
              className="min-w-40 flex-1"
              value={window.timeZone}
              onValueChange={(zone) => change(index, { timeZone: zone })}
            />
            <IconButton
              icon="trash"
              label={t('removeWindow', { number: String(index + 1) })}
              onClick={() => onChange(windows.filter((_, i) => i !== index))}
            />
          </div>
        </div>
      ))}
      {error && <p className="text-12 text-critical">{error}</p>}
      <div className="flex items-center gap-3">
        <Button
          size="s"
          icon="plus"
          onClick={() => onChange([...windows, { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', timeZone }])}
        >
          {t('addWindow')}
        </Button>
        {windows.length === 0 && <span className="text-12 text-fg-3">{t('alwaysHint')}</span>}
      </div>
    </fieldset>
  )
}
