'use client'

import { type RefObject, useEffect } from 'react'

// The input behind a drawn check box is hidden, and its box is in the order already.
const focusable = ':is(a[href], button, input, [tabindex]):not([aria-hidden="true"])'

/**
 * Makes the rows of a table one tab stop: only what is in the cursor's row can be reached with Tab. Done on the elements, for
 * cells hold whatever a feature puts there.
 */
export function useRowFocus(body: RefObject<HTMLElement | null>, cursorId: string | null, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    for (const row of body.current?.querySelectorAll<HTMLElement>('tr[data-row-id]') ?? []) {
      const isCursor = row.dataset.rowId === cursorId
      row.tabIndex = isCursor ? 0 : -1
      for (const element of row.querySelectorAll<HTMLElement>(focusable)) element.tabIndex = isCursor ? 0 : -1
    }
  })
}
