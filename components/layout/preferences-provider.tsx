'use client'

import { useRouter } from 'next/navigation'
import { useTimeZone } from 'next-intl'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { basePath } from '#lib/base-path.ts'
import { browserZoneCookie, type Preferences, preferencesCookie, serializePreferences } from '#lib/preferences.ts'
import { applyTheme } from './theme.ts'

interface PreferencesValue extends Omit<Preferences, 'timeZone'> {
  /** The zone of all times on screen: the chosen one, else the browser's. */
  timeZone: string
  /** What was chosen; null = follow the browser. */
  chosenTimeZone: string | null
  /** Takes effect at once and in this browser's cookie. Whoever is signed in keeps it in the account too. */
  setPreferences: (patch: Partial<Preferences>) => void
}

const PreferencesContext = createContext<PreferencesValue | null>(null)

export function usePreferences(): PreferencesValue {
  const value = useContext(PreferencesContext)
  if (!value) throw new Error('usePreferences needs a PreferencesProvider above')
  return value
}

function writeCookie(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store interface is missing over plain http
  document.cookie = `${name}=${value}; path=${basePath || '/'}; max-age=31536000; samesite=lax${secure}`
}

interface PreferencesProviderProps {
  initial: Preferences
  children: ReactNode
}

/** Language and zone are rendered by the server: a change refreshes the page's data under it and keeps its state. */
export function PreferencesProvider({ initial, children }: PreferencesProviderProps) {
  const router = useRouter()
  const timeZone = useTimeZone() ?? 'UTC'
  const [preferences, setState] = useState(initial)
  const current = useRef(initial)

  const setPreferences = useCallback(
    (patch: Partial<Preferences>) => {
      const before = current.current
      const next = { ...before, ...patch }
      current.current = next
      setState(next)
      writeCookie(preferencesCookie, serializePreferences(next))
      if (next.theme !== before.theme) applyTheme(next.theme)
      if (next.language !== before.language || next.timeZone !== before.timeZone) router.refresh()
    },
    [router],
  )

  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (document.cookie.includes(`${browserZoneCookie}=${encodeURIComponent(zone)}`)) return
    writeCookie(browserZoneCookie, encodeURIComponent(zone))
    if (current.current.timeZone === null && zone !== timeZone) router.refresh()
  }, [router, timeZone])

  useEffect(() => {
    if (preferences.theme !== 'auto') return
    const list = window.matchMedia('(prefers-color-scheme: dark)')
    const follow = () => applyTheme('auto')
    list.addEventListener('change', follow)
    return () => list.removeEventListener('change', follow)
  }, [preferences.theme])

  const value = useMemo(
    () => ({ ...preferences, timeZone, chosenTimeZone: preferences.timeZone, setPreferences }),
    [preferences, timeZone, setPreferences],
  )
  return <PreferencesContext value={value}>{children}</PreferencesContext>
}
