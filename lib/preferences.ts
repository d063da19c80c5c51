import { isLocale, type Locale } from '#i18n/locales.ts'

/** How one person wants to see the console. The account keeps them; a cookie carries them to the first paint and before sign-in. */
export interface Preferences {
  language: Locale
  theme: 'light' | 'dark' | 'auto'
  /** IANA zone; null = the browser's. */
  timeZone: string | null
  timeFormat: 'absolute' | 'relative'
  /** Height of a table row in px. */
  density: 28 | 32 | 40
  /** 0 = off. */
  refreshMs: 0 | 5000 | 15000 | 60000
  /** Single-key shortcuts (WCAG 2.1.4). Of this browser only. */
  isShortcutsOn: boolean
  /** The sidebar shows icons only. Of this browser only. */
  isNavCollapsed: boolean
}

export const preferencesCookie = 'apogee-preferences'
/** Zone of the browser, written by the script in the head: the server renders times in it on the next request. */
export const browserZoneCookie = 'apogee-browser-zone'

export const defaultPreferences: Omit<Preferences, 'language'> = {
  theme: 'auto',
  timeZone: null,
  timeFormat: 'absolute',
  density: 32,
  refreshMs: 15000,
  isShortcutsOn: true,
  isNavCollapsed: false,
}

const oneOf = <const T extends readonly unknown[]>(allowed: T, value: unknown): T[number] | undefined =>
  allowed.find((candidate) => candidate === value)

export function isTimeZone(text: unknown): text is string {
  if (typeof text !== 'string' || text === '') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

/** Reads what a cookie holds; whatever is missing or not ours is left out. */
export function parsePreferences(text: string | undefined): Partial<Preferences> {
  let stored: Record<string, unknown>
  try {
    stored = Object(JSON.parse(decodeURIComponent(text ?? '{}')))
  } catch {
    return {}
  }
  const theme = oneOf(['light', 'dark', 'auto'], stored.theme)
  const timeFormat = oneOf(['absolute', 'relative'], stored.timeFormat)
  const density = oneOf([28, 32, 40], stored.density)
  const refreshMs = oneOf([0, 5000, 15000, 60000], stored.refreshMs)
  return {
    ...(isLocale(stored.language) && { language: stored.language }),
    ...(theme && { theme }),
    ...((stored.timeZone === null || isTimeZone(stored.timeZone)) && { timeZone: stored.timeZone }),
    ...(timeFormat && { timeFormat }),
    ...(density && { density }),
    ...(refreshMs !== undefined && { refreshMs }),
    ...(typeof stored.isShortcutsOn === 'boolean' && { isShortcutsOn: stored.isShortcutsOn }),
    ...(typeof stored.isNavCollapsed === 'boolean' && { isNavCollapsed: stored.isNavCollapsed }),
  }
}

export const serializePreferences = (preferences: Preferences): string =>
  encodeURIComponent(JSON.stringify(preferences))
