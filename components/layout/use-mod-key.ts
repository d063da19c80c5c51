'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** `⌘` on a Mac, `Ctrl` elsewhere. */
export function useModKey(): string {
  const isMac = useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => false,
  )
  return isMac ? '⌘' : 'Ctrl'
}
