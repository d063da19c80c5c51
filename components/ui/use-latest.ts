import { useCallback, useLayoutEffect, useRef } from 'react'

/**
 * One function for good that calls the newest one: what is handed to a thousand cells does not make them all draw again. For what
 * people do, not for what cells show.
 */
export function useLatest<Args extends readonly unknown[], Result>(
  callback: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(callback)
  useLayoutEffect(() => {
    latest.current = callback
  })
  return useCallback((...args: Args) => latest.current(...args), [])
}
