'use client'

import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs'
import { NAMESPACE_KEY } from './namespace-key.ts'

/** The chosen namespace, in the address: empty = what has none, null = all. Choosing starts lists at page 1. */
export function useNamespace(): [ns: string | null, choose: (ns: string | null) => void] {
  const [{ [NAMESPACE_KEY]: ns }, setState] = useQueryStates({ [NAMESPACE_KEY]: parseAsString, page: parseAsInteger })
  return [ns, (next) => void setState({ [NAMESPACE_KEY]: next, page: null })]
}
