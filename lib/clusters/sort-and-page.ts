import type { List, Measured } from '#lib/api/endpoint.ts'

/** What a column sorts by; null = not known, which stands last in both directions. */
export type SortValue = string | number | bigint | Date | null

/** Sort key of a measured value. */
export const measuredValue = <T>({ value }: Measured<T>): T | null => value

interface PageRequest {
  page: number
  pageSize: number
  /** `field` or `-field`. */
  sort?: string | undefined
}

/**
 * Sorts and cuts a filtered list. Ties, and a list without `sort`, keep the order of `items`, so that pages do not overlap.
 *
 * @param sortValue value of an item in a column
 */
export function sortAndPage<T>(
  items: readonly T[],
  { page, pageSize, sort }: PageRequest,
  sortValue: (item: T, field: string) => SortValue,
): List<T> {
  const start = (page - 1) * pageSize
  const sorted = sort ? sortBy(items, sort, sortValue) : items
  return { items: sorted.slice(start, start + pageSize), total: items.length, page, pageSize }
}

function sortBy<T>(items: readonly T[], sort: string, sortValue: (item: T, field: string) => SortValue): T[] {
  const isDescending = sort.startsWith('-')
  const field = isDescending ? sort.slice(1) : sort
  const direction = isDescending ? -1 : 1
  const keyed = items.map((item) => ({ item, value: sortValue(item, field) }))
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
    return direction * compareValues(a.value, b.value)
  })
  return keyed.map(({ item }) => item)
}

function compareValues(a: NonNullable<SortValue>, b: NonNullable<SortValue>): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The filter `label=key=value`, several by comma: all must hold. */
export function hasLabels(labels: Readonly<Record<string, string>>, wanted: readonly string[] | undefined): boolean {
  return (wanted ?? []).every((pair) => {
    const cut = pair.indexOf('=')
    return labels[pair.slice(0, cut)] === pair.slice(cut + 1)
  })
}
