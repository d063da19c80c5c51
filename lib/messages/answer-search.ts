import { encodeCursor } from './cursor.ts'
import { FilterFaults, filterMessages } from './filter/message-filter.ts'
import type { Coverage, MessagePage } from './schema.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import { joinPages, readPage, readPages } from './search-pages.ts'
import { cursorScope, cursorStateOf, type Search } from './search-query.ts'
import { toMessageItem } from './to-message-item.ts'

interface AnswerOptions {
  /** The reader may see bodies: previews are in it. */
  withBody: boolean
  now: Date
}

/** One page of a search, with the cursor to go on. With a filter it reads on until a page is full or its time is up. */
export async function answerSearch(
  context: SearchContext,
  search: Search,
  options: AnswerOptions,
): Promise<MessagePage> {
  const startedAt = performance.now()
  const { narrowing, faults } = withFilter(context, search)
  const page = await (search.filter ? readOn(narrowing, search, options.now) : readPage(narrowing, search, options.now))
  return toMessagePage(narrowing, search, page, { ...options, faults, startedAt })
}

async function readOn(context: SearchContext, search: Search, now: Date): Promise<SearchPage> {
  let joined: SearchPage | undefined
  for await (const page of readPages(context, search, now)) joined = joinPages(joined, page, search.query.order)
  if (!joined) throw new Error('a search has a page')
  return joined
}

/** A context whose messages are narrowed by the filter of a search, and what it could not judge. */
export function withFilter(
  context: SearchContext,
  { filter }: Pick<Search, 'filter'>,
): { narrowing: SearchContext; faults: FilterFaults } {
  const faults = new FilterFaults()
  if (!filter) return { narrowing: context, faults }
  return {
    narrowing: {
      ...context,
      narrow: (messages, signal) => filterMessages(filter, messages, { ...context, signal, faults }),
    },
    faults,
  }
}

/** A page in words. */
export function toMessagePage(
  context: SearchContext,
  search: Search,
  page: SearchPage,
  { withBody, faults, startedAt }: AnswerOptions & { faults: FilterFaults; startedAt: number },
): MessagePage {
  const scope = cursorScope(context.cluster.clusterId)
  const cursorOf = (position: unknown) => encodeCursor(scope, cursorStateOf(search.query, position))
  return {
    items: page.found.map((found) => toMessageItem(found, { withBody })),
    cursor: page.next === undefined ? null : cursorOf(page.next),
    coverage: {
      ...page.coverage,
      matched: page.found.length,
      durationMs: Math.round(performance.now() - startedAt),
      ...(search.filter && { filterFaults: toFaults(faults) }),
      ...(page.retry !== undefined && { retryCursor: cursorOf(page.retry) }),
    },
    ...(page.partial.length > 0 && { partial: page.partial }),
  }
}

export function toFaults({ count, first }: FilterFaults): NonNullable<Coverage['filterFaults']> {
  return {
    count,
    first: first.map(({ message: { queueId, queueOffset, offsetMsgId }, fault }) => ({
      ...{ queueId, queueOffset, offsetMsgId },
      ...fault,
    })),
  }
}
