'use client'

import { useCallback, useSyncExternalStore } from 'react'

/**
 * The present time in steps, for ages on screen; null while the server renders, whose clock is not the browser's.
 * Standing still in a hidden tab costs nothing.
 */
export function useClock(stepMs: number): number | null {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const timer = setInterval(onChange, stepMs)
      return () => clearInterval(timer)
    },
    [stepMs],
  )
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / stepMs) * stepMs,
    () => null,
  )
}
