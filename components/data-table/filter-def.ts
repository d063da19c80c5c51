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

/** Offers values under their words, of which one is chosen. */
export const oneOf = <Key extends string, Value extends string>(
  key: Key,
  label: string,
  values: readonly Value[],
  wordOf: (value: Value) => string = String,
): OptionsFilter & { key: Key } => ({
  key,
  label,
  kind: 'options',
  options: values.map((value) => ({ value, label: wordOf(value) })),
})

/** The same where several can be chosen. */
export const someOf = <Key extends string, Value extends string>(
  ...filter: Parameters<typeof oneOf<Key, Value>>
): OptionsFilter & { key: Key } => ({ ...oneOf(...filter), isMultiple: true })

/** Offers what is so, and what is not, in words of its own. */
export const yesNo = <Key extends string>(key: Key, label: string, yes: string, no: string) =>
  oneOf(key, label, ['true', 'false'], (value) => (value === 'true' ? yes : no))

export const splitValues = (text: string | null): string[] => (text ?? '').split(',').filter(Boolean)
