'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Menu } from '#components/ui/menu.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { localeNames, locales } from '#i18n/locales.ts'
import { call } from '#lib/api/call.ts'
import { basePath } from '#lib/base-path.ts'
import { signOutEndpoint } from '#lib/users/session-api.ts'
import { usePreferences } from './preferences-provider.tsx'
import { useSession } from './session-provider.tsx'
import { useSavePreferences } from './use-save-preferences.ts'

export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const t = useTranslations('layout.user')
  const { user } = useSession()
  const { language } = usePreferences()
  const save = useSavePreferences()
  const toast = useToast()
  const signOut = useMutation({
    mutationFn: () => call(signOutEndpoint, {}),
    // A full load: nothing of one person's data may stay in memory for the next.
    onSuccess: ({ providerUrl }) => window.location.assign(providerUrl ?? `${basePath}/sign-in`),
    onError: (error) => toast({ title: t('signOutFailed'), description: error.message, kind: 'failed' }),
  })
  const name = user.displayName || user.name

  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="grid size-7 place-items-center rounded-full">
          <span
            aria-hidden="true"
            className="grid size-6 place-items-center rounded-full bg-surface-3 text-[10.5px] font-semibold tracking-[0.02em] text-fg-2"
          >
            {initials(name)}
          </span>
          <span className="sr-only">{t('label', { name })}</span>
        </button>
      }
      items={[
        { heading: name === user.name ? name : `${name}, ${user.name}` },
        { label: t('account'), icon: 'user', href: '/account' },
        { label: t('keys'), icon: 'terminal', kbd: '?', onSelect: onKeys },
        { separator: true },
        { heading: t('language') },
        ...locales.map((locale) => ({
          label: <span lang={locale}>{localeNames[locale]}</span>,
          isChecked: locale === language,
          onSelect: () => save({ language: locale }),
        })),
        { separator: true },
        { label: t('signOut'), onSelect: () => signOut.mutate() },
      ]}
    />
  )
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean)
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? '') : [...(words[0] ?? '')].slice(0, 2)
  return letters.join('').toUpperCase()
}
