'use client'

import { type RefObject, useEffect, useRef } from 'react'

// The input behind a drawn check box is hidden, and its box is in the order already.
const focusable = ':is(a[href], button, input, [tabindex]):not([aria-hidden="true"])'

/**
 * Makes the rows of a table one tab stop: only what is in the cursor's row can be reached with Tab. Done on the elements, for
 * cells hold whatever a feature puts there. A row that was seen is looked at again when it becomes the
 * cursor's or ceases to be, and when one of `contents` is another one.
 *
 * @returns looks again: cells came later than their row
 */
export function useRowFocus(
  body: RefObject<HTMLElement | null>,
  { cursorId, isOn, contents }: { cursorId: string | null; isOn: boolean; contents: readonly unknown[] },
): () => void {
  const seen = useRef({ contents, rows: new WeakMap<Element, boolean>() })
  function look(): void {
    if (!isOn) return
    const isNew = contents.some((each, index) => each !== seen.current.contents[index])
    if (isNew) seen.current = { contents, rows: new WeakMap() }
    const { rows } = seen.current
    for (const row of body.current?.querySelectorAll<HTMLElement>('tr[data-row-id]') ?? []) {
      const isCursor = row.dataset.rowId === cursorId
      if (rows.get(row) === isCursor) continue
      // A row that still waits for its cells is looked at when they are there.
      if (!row.hasAttribute('data-waits')) rows.set(row, isCursor)
      row.tabIndex = isCursor ? 0 : -1
      for (const element of row.querySelectorAll<HTMLElement>(focusable)) element.tabIndex = isCursor ? 0 : -1
    }
  }
  useEffect(look)
  return look
}
