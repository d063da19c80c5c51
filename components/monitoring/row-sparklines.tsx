'use client'

import { createContext, type ReactNode, useContext } from 'react'

type Points = readonly (number | null)[]

const RowSparklinesContext = createContext<ReadonlyMap<string, Points>>(new Map())

/** The last hour of each row, for the cells below: when it comes, they draw it, and the rest of their rows stays as it is. */
export function RowSparklines({ value, children }: { value: ReadonlyMap<string, Points>; children: ReactNode }) {
  return <RowSparklinesContext value={value}>{children}</RowSparklinesContext>
}

export const useRowSparkline = (id: string): Points | undefined => useContext(RowSparklinesContext).get(id)
