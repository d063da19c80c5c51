'use client'

import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { Preferences } from '#lib/preferences.ts'
import { barButton } from './bar-button.ts'
import { usePreferences } from './preferences-provider.tsx'

const themes = ['light', 'dark', 'auto'] as const

interface ThemeMenuProps {
  /** How a choice is kept: in the account, or before sign-in in the browser alone. */
  onChoose: (patch: Partial<Preferences>) => void
}

export function ThemeMenu({ onChoose }: ThemeMenuProps) {
  const t = useTranslations('layout.theme')
  const { theme } = usePreferences()
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className={barButton} aria-label={t('label')}>
          <Icon name="theme" />
        </button>
      }
      items={themes.map((choice) => ({
        label: t(choice),
        isChecked: choice === theme,
        onSelect: () => onChoose({ theme: choice }),
      }))}
    />
  )
}
