'use client'

import { useCallback, useSyncExternalStore } from 'react'

interface Cursor {
  ms: number | null
  listeners: Set<() => void>
}

const cursors = new Map<string, Cursor>()

function cursorOf(group: string): Cursor {
  const known = cursors.get(group)
  if (known) return known
  const made: Cursor = { ms: null, listeners: new Set() }
  cursors.set(group, made)
  return made
}

/** The instant that all charts of one group point at. Only what reads it is drawn again when it moves, not the lines. */
export function useChartCursor(group: string): [ms: number | null, setMs: (ms: number | null) => void] {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const cursor = cursorOf(group)
      cursor.listeners.add(onChange)
      return () => {
        cursor.listeners.delete(onChange)
        // Whoever was last takes the cursor along: another page begins without one.
        if (cursor.listeners.size === 0) cursors.delete(group)
      }
    },
    [group],
  )
  const ms = useSyncExternalStore(
    subscribe,
    () => cursors.get(group)?.ms ?? null,
    () => null,
  )
  const setMs = useCallback(
    (next: number | null) => {
      const cursor = cursorOf(group)
      if (cursor.ms === next) return
      cursor.ms = next
      for (const listener of cursor.listeners) listener()
    },
    [group],
  )
  return [ms, setMs]
}
