import { type MessageOrder, queryLimits } from './schema.ts'
import { searchId } from './search-id.ts'
import { searchKeys } from './search-keys.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import type { Search } from './search-query.ts'
import { searchQueues } from './search-queues.ts'

/** One page of a search: few pulls of each queue. */
export function readPage(
  context: SearchContext,
  { query, pageSize, position }: Search,
  now: Date,
): Promise<SearchPage> {
  switch (query.mode) {
    case 'key':
      return searchKeys(context, query, { pageSize, position })
    case 'id':
      return searchId(context, query, now)
    default:
      return searchQueues(context, query, { pageSize, position })
  }
}

/**
 * Page after page, until there are as many rows as one page shows, nothing is left, or the time is up: a filter may look at many
 * messages to find few. Each page is yielded as it comes, so that whoever waits sees how far it is.
 */
export async function* readPages(context: SearchContext, search: Search, now: Date): AsyncGenerator<SearchPage> {
  const wanted = search.pageSize ?? rowsOf(search.query)
  let { position } = search
  let found = 0
  for (;;) {
    const page = await readPage(context, { ...search, pageSize: wanted - found, position }, now)
    yield page
    found += page.found.length
    if (page.next === undefined || found >= wanted || context.deadline.aborted) return
    // As a cursor carries it: what is in our hands must not be shared with the next page.
    position = JSON.parse(JSON.stringify(page.next))
  }
}

/** Rows of a page for which nobody has said how many. */
function rowsOf(query: Search['query']): number {
  switch (query.mode) {
    case 'newest':
    case 'position':
      return query.n
    case 'around':
      return 2 * query.n + 1
    default:
      return queryLimits.pageSize.default
  }
}

/** A page and the one that follows it as one. */
export function joinPages(before: SearchPage | undefined, page: SearchPage, order: MessageOrder): SearchPage {
  if (!before) return page
  const [older, newer] = order === 'newest' ? [page.coverage, before.coverage] : [before.coverage, page.coverage]
  const { scanned } = page.coverage
  return {
    ...page,
    found: [...before.found, ...page.found],
    coverage: {
      ...page.coverage,
      range: { from: older.range.from ?? newer.range.from, to: newer.range.to ?? older.range.to },
      scanned: {
        messages: before.coverage.scanned.messages + scanned.messages,
        bytes: before.coverage.scanned.bytes + scanned.bytes,
        queues: scanned.queues,
      },
    },
    partial: [
      ...new Map(
        [...before.partial, ...page.partial].map((entry) => [`${entry.address} ${entry.brokerName ?? ''}`, entry]),
      ).values(),
    ],
  }
}
