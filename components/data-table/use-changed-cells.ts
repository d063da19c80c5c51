'use client'

import { type RefObject, useEffect, useRef } from 'react'

/** A number that a refresh changed fades once; ages tick by themselves and are left alone, words do not fade. */
export function useChangedCells(body: RefObject<HTMLElement | null>, data: unknown): void {
  const before = useRef(new Map<string, string>())
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when new data has been drawn
  useEffect(() => {
    const present = new Map<string, string>()
    for (const cell of body.current?.querySelectorAll<HTMLElement>('td[data-number]') ?? []) {
      const key = `${cell.closest('tr')?.dataset.rowId}\n${cell.dataset.number}`
      const text = cell.textContent ?? ''
      const old = before.current.get(key)
      if (old !== undefined && old !== text && !cell.querySelector('time')) {
        cell.classList.remove('changed')
        // Reading the layout lets the same animation start anew.
        void cell.offsetWidth
        cell.classList.add('changed')
      }
      present.set(key, text)
    }
    before.current = present
  }, [body, data])
}
