import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { toFaults } from './answer-search.ts'
import { compileFilter, FilterFaults, filterMessages } from './filter/message-filter.ts'
import { ANSWER_MS, accessOf, auditedRead } from './query-messages.ts'
import { withScanSlot } from './scan-slots.ts'
import type { FilterTest } from './schema.ts'
import { readPage } from './search-pages.ts'
import { toMessageItem } from './to-message-item.ts'

const SHOWN = 10

/**
 * What a filter says of the newest messages of a topic: how many match, and which it cannot judge.
 *
 * @throws AppError as `queryMessages` does
 */
export async function testFilter(
  ctx: Context,
  { clusterId, topic, filter: text, n }: { clusterId: string; topic: string; filter: string; n: number },
  now = new Date(),
): Promise<FilterTest> {
  const startedAt = performance.now()
  requirePermission(ctx, 'message:read', clusterId, onTopic(topic))
  const filter = compileFilter(text, 'body.filter')
  if (filter.needsBody) requirePermission(ctx, 'message:read-body', clusterId, onTopic(topic))
  const access = await accessOf(ctx, { clusterId, topic, mode: 'newest', n }, now)
  return auditedRead(ctx, access, async (record) => {
    const { cluster, search, caller, withBody, mayUnmask } = access
    const { signal } = ctx
    const page = await withScanSlot({ userId: caller, clusterId, signal }, () =>
      readPage({ cluster, caller, mayUnmask, signal, deadline: AbortSignal.timeout(ANSWER_MS) }, search, now),
    )
    const faults = new FilterFaults()
    const messages = page.found.map(({ message }) => message)
    const matches = new Set(await filterMessages(filter, messages, { signal, faults, mayUnmask }))
    const matching = page.found.filter(({ message }) => matches.has(message))
    record?.after({ messages: messages.length, matched: matching.length })
    return {
      looked: messages.length,
      matched: matching.length,
      filterFaults: toFaults(faults),
      items: matching.slice(0, SHOWN).map((found) => toMessageItem(found, { withBody })),
      durationMs: Math.round(performance.now() - startedAt),
      ...(page.partial.length > 0 && { partial: page.partial }),
    }
  })
}
