'use client'

import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { NAMESPACE_KEY } from '#components/layout/namespace-key.ts'

export interface ListUrlOptions<Filter extends string> {
  filters: readonly Filter[]
  defaultSort?: string
  defaultPageSize?: number
}

export type ListQuery<Filter extends string> = {
  page: number
  pageSize: number
  sort?: string
  q?: string
} & { [Key in Filter]?: string }

export interface ListUrl<Filter extends string = string> {
  /** What the API is asked; without what is not set. */
  query: ListQuery<Filter>
  page: number
  pageSize: number
  /** Field, or `-field` for descending. */
  sort: string | null
  text: string
  hasFilters: boolean
  get: (key: Filter) => string | null
  set: (key: Filter, value: string | null) => void
  setText: (text: string) => void
  setSort: (sort: string) => void
  setPage: (page: number) => void
  setPageSize: (pageSize: number) => void
  /** Takes every filter and the text away. */
  clear: () => void
}

/**
 * Page, sort, text and filters of a list, kept in the URL: whoever gets the link sees the same rows. Every change but the page
 * itself starts at page 1. Filtering replaces the history entry, paging adds one.
 */
export function useListUrl<const Filter extends string>({
  filters,
  defaultSort,
  defaultPageSize = 50,
}: ListUrlOptions<Filter>): ListUrl<Filter> {
  const filterKey = filters.join(',')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the joined names stand for the list, which callers write inline
  const parsers = useMemo(
    () => ({
      page: parseAsInteger.withDefault(1),
      pageSize: parseAsInteger.withDefault(defaultPageSize),
      sort: parseAsString,
      q: parseAsString,
      ...Object.fromEntries(filters.map((key) => [key, parseAsString])),
    }),
    [filterKey, defaultPageSize],
  )
  const [state, setState] = useQueryStates(parsers)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the joined names stand for the list, which callers write inline
  return useMemo(() => {
    const values: Record<string, unknown> = state
    const textOf = (key: string): string | null => {
      const value = values[key]
      return typeof value === 'string' && (value !== '' || key === NAMESPACE_KEY) ? value : null
    }
    const page = Math.max(1, state.page)
    const pageSize = Math.min(500, Math.max(1, state.pageSize))
    const sort = state.sort ?? defaultSort ?? null
    const set = filters.flatMap((key) => {
      const value = textOf(key)
      return value === null ? [] : [[key, value] as const]
    })
    const query = {
      page,
      pageSize,
      ...(sort !== null && { sort }),
      ...(state.q && { q: state.q }),
      ...Object.fromEntries(set),
    } as ListQuery<Filter> // the filters' names are the keys of the last part
    // All of it is written each time: on a busy machine the router may still be putting an older address in place, and what stood in a
    // newer one would be lost.
    const write = (patch: Record<string, string | number | null>, history: 'push' | 'replace' = 'replace') =>
      void setState((latest) => ({ ...latest, ...patch }) as Partial<typeof state>, { history }) // its keys are those of the parsers
    return {
      query,
      page,
      pageSize,
      sort,
      text: state.q ?? '',
      hasFilters: set.length > 0 || Boolean(state.q),
      get: textOf,
      set: (key, value) => write({ [key]: key === NAMESPACE_KEY ? value : value || null, page: null }),
      setText: (text) => write({ q: text || null, page: null }),
      setSort: (next) => write({ sort: next === defaultSort ? null : next, page: null }),
      setPage: (next) => write({ page: next === 1 ? null : next }, 'push'),
      setPageSize: (next) => write({ pageSize: next === defaultPageSize ? null : next, page: null }),
      clear: () => write({ q: null, page: null, ...Object.fromEntries(filters.map((key) => [key, null])) }),
    }
  }, [state, setState, filterKey, defaultSort, defaultPageSize])
}
