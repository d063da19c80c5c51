import { z } from 'zod'
import { type EventSink, eventStream } from '#lib/api/event-stream.ts'
import type { StreamAnswer } from '#lib/api/text-stream.ts'
import type { Context } from '#lib/users/context.ts'
import { toMessagePage, withFilter } from './answer-search.ts'
import { ANSWER_MS, accessOf, auditedRead, type SearchAccess } from './query-messages.ts'
import { withScanSlot } from './scan-slots.ts'
import { type MessagePage, type MessageQuery, SearchProgress, SearchRows, type StoppedBecause } from './schema.ts'
import type { SearchPage } from './search-page.ts'
import { joinPages, readPages } from './search-pages.ts'

/** Progress is told so often at most. */
const PROGRESS_MS = 250

/**
 * The same search as events: rows as they are found, and how far it is, with the cursor from there. It ends when a page is full,
 * nothing is left, 30 s are over, or the client has gone; then the brokers are asked nothing more.
 *
 * @throws AppError as `queryMessages` does
 */
export async function streamSearch(
  ctx: Context,
  input: MessageQuery & { clusterId: string },
  now = new Date(),
): Promise<StreamAnswer> {
  const access = await accessOf(ctx, input, now)
  return eventStream(ctx, (sink) =>
    auditedRead(ctx, access, async (record) => {
      const { clusterId } = access.cluster
      const { signal } = sink
      const progress: Progress = { messages: 0, stoppedBecause: 'cancelled' }
      let hasBegun = false
      try {
        await withScanSlot({ userId: access.caller, clusterId, signal }, async () => {
          for await (const begun of sendPages(access, sink, progress, now)) hasBegun = begun
        })
      } catch (error) {
        // Whoever left has seen what came: that is what is recorded.
        if (!hasBegun || !signal.aborted) throw error
      }
      record?.after(progress)
    }),
  )
}

interface Progress {
  messages: number
  stoppedBecause: StoppedBecause
}

/** @yields after each page whose rows were sent */
async function* sendPages(
  access: SearchAccess,
  { send, signal }: EventSink,
  progress: Progress,
  now: Date,
): AsyncGenerator<true> {
  const { cluster, search, caller, mayUnmask, withBody } = access
  const startedAt = performance.now()
  const deadline = AbortSignal.timeout(ANSWER_MS)
  const { narrowing, faults } = withFilter({ cluster, caller, mayUnmask, signal, deadline }, search)
  let joined: SearchPage | undefined
  let toldAt = Number.NEGATIVE_INFINITY
  let told: MessagePage | undefined
  for await (const page of readPages(narrowing, search, now)) {
    joined = joinPages(joined, page, search.query.order)
    told = toMessagePage(narrowing, search, joined, { withBody, now, faults, startedAt })
    told.coverage.matched = progress.messages + joined.found.length
    if (joined.found.length > 0) await send('rows', z.encode(SearchRows, { items: told.items }))
    progress.messages = told.coverage.matched
    // Rows that were sent are not kept: a long search must not grow.
    joined = { ...joined, found: [] }
    if (performance.now() - toldAt >= PROGRESS_MS) {
      toldAt = performance.now()
      await send('coverage', z.encode(SearchProgress, told))
    }
    yield true
  }
  if (!told) throw new Error('a search has a page')
  await send('coverage', z.encode(SearchProgress, told))
  await send('end', { reason: told.coverage.stoppedBecause, cursor: told.cursor })
  progress.stoppedBecause = told.coverage.stoppedBecause
}
