import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { findById } from './find-by-id.ts'
import { compareMessages } from './scan/message-source.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import type { IdQuery } from './search-query.ts'
import { type Sight, seenAs } from './seen-as.ts'

/**
 * All that is stored under one id: the message, and its copies in retry, dead-letter and delay topics.
 *
 * @throws AppError as `findById` does
 */
export async function searchId(context: SearchContext, query: IdQuery, now: Date): Promise<SearchPage> {
  const { id, topic, order, tag } = query
  const signal = AbortSignal.any([context.signal, context.deadline])
  const asked = { id, withCopies: true, ...(topic !== undefined && { topic }) }
  const { found, failed, reason } = await findById({ ...context, signal, now }, asked)
  const tagged = found.filter(({ message }) => tag === undefined || tagOf(message, context) === tag)
  const { narrow } = context
  const narrowed =
    narrow &&
    new Set(
      await narrow(
        tagged.map(({ message }) => message),
        signal,
      ),
    )
  const wanted = tagged.filter(({ message }) => !narrowed || narrowed.has(message)).sort(compareMessages(order))
  const times = wanted.map(({ message }) => message.storeTimestamp.getTime())
  return {
    found: wanted,
    coverage: {
      stoppedBecause: failed.length > 0 ? 'failed' : 'complete',
      range: {
        from: times.length > 0 ? new Date(Math.min(...times)) : null,
        to: times.length > 0 ? new Date(Math.max(...times)) : null,
      },
      scanned: {
        messages: found.length,
        bytes: BigInt(found.reduce((sum, { message }) => sum + message.storeBytes, 0)),
        queues: 0,
      },
      ...(reason && { reason }),
      queues: [],
    },
    partial: failed.map(({ server, error }) => toPartialEntry(server, error)),
  }
}

const tagOf = (message: StoredMessage, sight: Sight) => seenAs(message, sight).properties.get('TAGS')
