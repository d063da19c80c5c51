/** How one person arranged one table. Names are column ids; what is not named is as the table was made. */
export interface ViewLayout {
  order: string[]
  hidden: string[]
  shown: string[]
  pinned: string[]
  widths: Record<string, number>
  density?: 28 | 32 | 40
}

export const emptyLayout: ViewLayout = { order: [], hidden: [], shown: [], pinned: [], widths: {} }

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

/** Reads what was stored; columns that exist no more do no harm, nonsense is dropped. */
export function parseLayout(text: string | null): ViewLayout {
  try {
    const stored: Record<string, unknown> = Object(JSON.parse(text ?? '{}'))
    const density = ([28, 32, 40] as const).find((height) => height === stored.density)
    const widths = Object.entries(Object(stored.widths)).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 40 && entry[1] <= 2000,
    )
    return {
      order: strings(stored.order),
      hidden: strings(stored.hidden),
      shown: strings(stored.shown),
      pinned: strings(stored.pinned),
      widths: Object.fromEntries(widths),
      ...(density && { density }),
    }
  } catch {
    return emptyLayout
  }
}

/** All ids in the person's order; a column that came with a later version stands where the table puts it. */
export function orderColumns(ids: readonly string[], order: readonly string[]): string[] {
  const known = order.filter((id) => ids.includes(id))
  const result = [...known]
  ids.forEach((id, index) => {
    if (known.includes(id)) return
    const before = ids.slice(0, index).findLast((other) => result.includes(other))
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id)
  })
  return result
}

/** The order after one column went one place up or down. */
export function moveColumn(order: readonly string[], id: string, by: -1 | 1): string[] {
  const from = order.indexOf(id)
  const to = from + by
  if (from === -1 || to < 0 || to >= order.length) return [...order]
  const result = order.filter((other) => other !== id)
  result.splice(to, 0, id)
  return result
}

/** Whether a column stands on screen: as the person said, else as the table was made. */
export const isShown = (
  { id, isHiddenInitially = false }: { id: string; isHiddenInitially?: boolean },
  layout: ViewLayout,
): boolean => layout.shown.includes(id) || !(layout.hidden.includes(id) || isHiddenInitially)

/** The change that shows or hides a column. */
export function showColumn(layout: ViewLayout, id: string, isOn: boolean): Pick<ViewLayout, 'hidden' | 'shown'> {
  const without = (ids: string[]) => ids.filter((other) => other !== id)
  return {
    hidden: isOn ? without(layout.hidden) : [...without(layout.hidden), id],
    shown: isOn ? [...without(layout.shown), id] : without(layout.shown),
  }
}

/** As an address holds it: `producer,-tags` is with the producer, and without the tags. Empty: as the table was made. */
export const writeColumns = ({ shown, hidden }: Pick<ViewLayout, 'hidden' | 'shown'>): string =>
  [...shown, ...hidden.map((id) => `-${id}`)].join(',')

export function readColumns(text: string): Pick<ViewLayout, 'hidden' | 'shown'> {
  const words = text.split(',').filter(Boolean)
  return {
    shown: words.filter((word) => !word.startsWith('-')),
    hidden: words.filter((word) => word.startsWith('-')).map((word) => word.slice(1)),
  }
}
