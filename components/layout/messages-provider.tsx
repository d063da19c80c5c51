'use client'

import { NextIntlClientProvider } from 'next-intl'
import { type ComponentProps, type ReactNode, use } from 'react'
import type english from '#i18n/en.json'
import type { Locale } from '#i18n/locales.ts'

type Messages = typeof english

/** One promise each, kept: `use` must get the same one at every render. The keys of both files agree (messages.test.ts). */
const loading = new Map<Locale, Promise<Messages>>()

function loadMessages(locale: Locale): Promise<Messages> {
  const known = loading.get(locale)
  if (known) return known
  const started: Promise<Messages> =
    locale === 'en'
      ? import('#i18n/en.json').then((file) => file.default)
      : import('#i18n/zh-CN.json').then((file) => file.default as Messages)
  loading.set(locale, started)
  return started
}

interface MessagesProviderProps extends Pick<ComponentProps<typeof NextIntlClientProvider>, 'timeZone' | 'now'> {
  locale: Locale
  children: ReactNode
}

/**
 * The words of one language, as a file that the browser keeps: in each page they would be ten times the page. A change of language
 * loads the other file while the page stays.
 */
export function MessagesProvider({ locale, ...props }: MessagesProviderProps) {
  return <NextIntlClientProvider locale={locale} messages={use(loadMessages(locale))} {...props} />
}
