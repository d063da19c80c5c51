'use client'

import { useMemo, useState } from 'react'
import { type SteadyRows, steadyRows } from './steady-rows.ts'

interface SteadyOptions {
  /** The pointer or the focus is on the rows: hold them still. */
  isHeld: boolean
  /** Page, sort and filters: rows that a person asked for are shown at once. */
  resetKey: string
}

export function useSteadyRows<Row>(
  newest: readonly Row[],
  rowId: (row: Row) => string,
  { isHeld, resetKey }: SteadyOptions,
): SteadyRows<Row> & { apply: () => void } {
  const [accepted, setAccepted] = useState({ resetKey, rows: newest })
  if (accepted.resetKey !== resetKey || (!isHeld && accepted.rows !== newest)) {
    setAccepted({ resetKey, rows: newest })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: rowId names a field; callers write it inline
  const steady = useMemo(() => steadyRows(accepted.rows, newest, rowId), [accepted.rows, newest])
  return { ...steady, apply: () => setAccepted({ resetKey, rows: newest }) }
}
