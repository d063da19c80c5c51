import { encodeCursor } from './cursor.ts'
import type { MessagePage } from './schema.ts'
import { searchId } from './search-id.ts'
import { searchKeys } from './search-keys.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import { cursorScope, cursorStateOf, type Search } from './search-query.ts'
import { searchQueues } from './search-queues.ts'
import { toMessageItem } from './to-message-item.ts'

/**
 * One page of a search, with the cursor to go on.
 *
 * @param options.withBody the reader may see bodies: previews are in it
 */
export async function answerSearch(
  context: SearchContext,
  search: Search,
  { withBody, now }: { withBody: boolean; now: Date },
): Promise<MessagePage> {
  const startedAt = performance.now()
  const page = await readPage(context, search, now)
  const scope = cursorScope(context.cluster.clusterId)
  const cursorOf = (position: unknown) => encodeCursor(scope, cursorStateOf(search.query, position))
  return {
    items: page.found.map((found) => toMessageItem(found, { withBody })),
    cursor: page.next === undefined ? null : cursorOf(page.next),
    coverage: {
      ...page.coverage,
      matched: page.found.length,
      durationMs: Math.round(performance.now() - startedAt),
      ...(page.retry !== undefined && { retryCursor: cursorOf(page.retry) }),
    },
    ...(page.partial.length > 0 && { partial: page.partial }),
  }
}

/** One page of a search as it was found. */
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
