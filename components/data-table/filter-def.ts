import type { ReactNode } from 'react'

interface FilterBase {
  /** Name of the query parameter. */
  key: string
  label: string
}

export interface OptionsFilter extends FilterBase {
  kind: 'options'
  options: readonly { value: string; label: ReactNode }[]
  /** Several values, by comma in the URL. */
  isMultiple?: boolean
}

export interface TextFilter extends FilterBase {
  kind: 'text'
  placeholder?: string
}

export type FilterDef = OptionsFilter | TextFilter

export const splitValues = (text: string | null): string[] => (text ?? '').split(',').filter(Boolean)
