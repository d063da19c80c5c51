'use client'

import { type Query, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import type { Preferences } from '#lib/preferences.ts'
import { usePreferences } from './preferences-provider.tsx'
import { useShortcut } from './shortcuts-provider.tsx'

export type RefreshMs = Preferences['refreshMs']
export type PauseReason = 'hidden' | 'selection' | 'menu' | 'failures'

interface RefreshValue {
  /** The chosen rate; 0 = off. */
  intervalMs: RefreshMs
  setIntervalMs: (intervalMs: RefreshMs) => void
  /** Why nothing is read by itself now; null = it is, unless the rate is off. */
  pausedBy: PauseReason | null
  pause: (reason: PauseReason, isOn: boolean) => void
  /** Reads everything on the page again, and takes a pause after failures back. */
  refreshNow: () => void
}

const RefreshContext = createContext<RefreshValue | null>(null)

export function useRefresh(): RefreshValue {
  const value = useContext(RefreshContext)
  if (!value) throw new Error('useRefresh needs a RefreshProvider above')
  return value
}

/** Holds refreshing back while something of the page would move under the person's hand. */
export function usePauseRefresh(isOn: boolean, reason: PauseReason = 'selection'): void {
  const { pause } = useRefresh()
  useEffect(() => {
    pause(reason, isOn)
    return () => pause(reason, false)
  }, [pause, reason, isOn])
}

/** Queries that `useLiveQuery` marked and some component still shows. */
export const isLive = (query: Query): boolean => query.meta?.isLive === true && query.getObserversCount() > 0

const failuresUntilPause = 3

export function RefreshProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('layout')
  const client = useQueryClient()
  const preferences = usePreferences()
  const [intervalMs, setIntervalMs] = useState<RefreshMs>(preferences.refreshMs)
  const [reasons, setReasons] = useState<readonly PauseReason[]>([])

  const pause = useCallback((reason: PauseReason, isOn: boolean) => {
    setReasons((present) => {
      if (present.includes(reason) === isOn) return present
      return isOn ? [...present, reason] : present.filter((other) => other !== reason)
    })
  }, [])

  useEffect(() => {
    const follow = () => pause('hidden', document.visibilityState === 'hidden')
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => document.removeEventListener('visibilitychange', follow)
  }, [pause])

  useEffect(() => {
    let failures = 0
    return client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || !isLive(event.query)) return
      if (event.action.type === 'success') {
        failures = 0
        pause('failures', false)
      } else if (event.action.type === 'error') {
        failures += 1
        if (failures >= failuresUntilPause) pause('failures', true)
      }
    })
  }, [client, pause])

  const refreshNow = useCallback(() => {
    pause('failures', false)
    void client.refetchQueries({ predicate: isLive })
  }, [client, pause])

  useShortcut('r', refreshNow, { label: t('keys.refresh') })

  const value = useMemo(
    () => ({ intervalMs, setIntervalMs, pausedBy: reasons[0] ?? null, pause, refreshNow }),
    [intervalMs, reasons, pause, refreshNow],
  )
  return <RefreshContext value={value}>{children}</RefreshContext>
}
