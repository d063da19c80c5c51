'use client'

import { useEffect, useState } from 'react'

const smallest = 420
const largest = 960
const initial = 560

/** Width of a drawer in px, within sensible bounds, remembered in this browser under `storageKey`. */
export function useDrawerWidth(storageKey: string): [number, (width: number) => void] {
  const [width, setWidth] = useState(initial)

  useEffect(() => {
    const stored = Number(localStorage.getItem(`apogee.drawer.${storageKey}`))
    if (stored >= smallest && stored <= largest) setWidth(stored)
  }, [storageKey])

  return [
    width,
    (next) => {
      const bounded = Math.round(Math.min(largest, Math.max(smallest, next)))
      setWidth(bounded)
      localStorage.setItem(`apogee.drawer.${storageKey}`, String(bounded))
    },
  ]
}
