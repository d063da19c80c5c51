'use client'

import { useSyncExternalStore } from 'react'

const KEY = 'apogee.monitoring.range'
const listeners = new Set<() => void>()

/** The range that is looked at in this tab: boards that are opened from elsewhere go on with it. */
export function rememberRange(text: string): void {
  try {
    if (sessionStorage.getItem(KEY) === text) return
    sessionStorage.setItem(KEY, text)
    for (const listener of listeners) listener()
  } catch {
    // Storage may be switched off: then each board begins with the default.
  }
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => listeners.delete(onChange)
}

/** The range that was looked at last in this tab; null = none yet, and while the server renders. */
export const useRememberedRange = (): string | null => useSyncExternalStore(subscribe, read, () => null)
