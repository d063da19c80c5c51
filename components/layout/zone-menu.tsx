'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Combobox, type ComboboxOption } from '#components/ui/combobox.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { barButton } from './bar-button.ts'
import { usePreferences } from './preferences-provider.tsx'
import { useFormat } from './use-format.ts'
import { useSavePreferences } from './use-save-preferences.ts'

const ofBrowser = 'browser'

/** The one zone of all times on screen, always in sight. */
export function ZoneMenu() {
  const t = useTranslations('layout.zone')
  const format = useFormat()
  const { chosenTimeZone, timeFormat, timeZone } = usePreferences()
  const save = useSavePreferences()
  const options = useMemo<ComboboxOption[]>(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone
    return [
      { value: ofBrowser, label: t('ofBrowser', { zone: here }) },
      { value: 'UTC' },
      ...Intl.supportedValuesOf('timeZone').flatMap((zone) => (zone === 'UTC' ? [] : [{ value: zone }])),
    ]
  }, [t])

  return (
    <Popover
      label={t('choose')}
      align="end"
      width={280}
      trigger={
        <button type="button" className={barButton} aria-label={t('label', { zone: format.zone() })}>
          <Icon name="globe" />
          <span suppressHydrationWarning>{format.zone()}</span>
        </button>
      }
    >
      <div className="grid gap-3 p-3">
        <Combobox
          label={t('choose')}
          hint={`${t('hint')} ${timeZone}`}
          value={chosenTimeZone ?? ofBrowser}
          options={options}
          onValueChange={(zone) => save({ timeZone: zone === null || zone === ofBrowser ? null : zone })}
        />
        <div>
          <div className="mb-1 text-12 text-fg-3">{t('times')}</div>
          <Segmented
            label={t('times')}
            size="s"
            value={timeFormat}
            onValueChange={(next) => save({ timeFormat: next })}
            options={[
              { value: 'absolute', label: t('absolute') },
              { value: 'relative', label: t('relative') },
            ]}
          />
        </div>
      </div>
    </Popover>
  )
}
