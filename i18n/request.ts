import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { browserZoneCookie, isTimeZone, parsePreferences, preferencesCookie } from '#lib/preferences.ts'
import type english from './en.json'
import { negotiateLocale } from './locales.ts'

/** Language and zone of a request: the person's choice, else the browser's. The URL carries neither. */
export default getRequestConfig(async () => {
  const jar = await cookies()
  const preferences = parsePreferences(jar.get(preferencesCookie)?.value)
  const browserZone = decodeURIComponent(jar.get(browserZoneCookie)?.value ?? '')
  const locale = preferences.language ?? negotiateLocale((await headers()).get('accept-language'))
  // The keys of both files agree (messages.test.ts), so one type serves both.
  const messages = (locale === 'en' ? await import('./en.json') : await import('./zh-CN.json'))
    .default as typeof english
  return {
    locale,
    messages,
    timeZone: preferences.timeZone ?? (isTimeZone(browserZone) ? browserZone : 'UTC'),
    now: new Date(),
  }
})
