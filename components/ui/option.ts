import type { ReactNode } from 'react'

/** One of the values to choose from, as select, multi-select and radio group offer it. */
export interface Option<T extends string = string> {
  value: T
  label: ReactNode
  hint?: ReactNode
  disabledReason?: string | undefined
}
