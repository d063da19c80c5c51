import type { Server } from '#lib/rocketmq/admin/server.ts'
import { decodeUniqKey } from '#lib/rocketmq/codec/message-id.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { FindContext } from './find-context.ts'
import type { FoundMessage } from './scan/message-source.ts'

export interface LookUp {
  found: FoundMessage[]
  failed: { server: Server; error: RocketmqError }[]
}

export interface Window {
  from: Date
  to: Date
}

/** A topic as it is stored on one server. */
export interface Place {
  server: Server
  topicName: string
}

const HOUR_MS = 3_600_000
/** A remoting id counts from the first of a month in its client's own time zone. */
const MAX_ZONE_MS = 15 * HOUR_MS
const ALWAYS: Window = { from: new Date(0), to: new Date(8_640_000_000_000_000) }
/** Copies of a unique id that one broker can have: sent twice, tried again, delayed. */
const MAX_COPIES = 32

/** Where in time to look for a unique id: first about the time that its own clock tells, then everywhere. */
export function searchWindows(id: string, now: Date): Window[] {
  const [newest] = decodeUniqKey(id, now)?.approximateSendTimes ?? []
  if (!newest) return [ALWAYS]
  const about = { from: new Date(newest.getTime() - MAX_ZONE_MS), to: new Date(newest.getTime() + MAX_ZONE_MS) }
  return [about, ALWAYS]
}

/** Asks the indexes for a unique id, all places at once. @throws the signal's reason */
export async function lookUp(
  { cluster, caller, signal, timeoutMs }: FindContext,
  places: readonly Place[],
  { id, window = ALWAYS }: { id: string; window?: Window },
): Promise<LookUp> {
  const result: LookUp = { found: [], failed: [] }
  await Promise.all(
    places.map(async ({ server, topicName }) => {
      try {
        const query = { topicName, key: id, maxMessages: MAX_COPIES, indexType: 'U' as const, ...window }
        const messages = await cluster.admin.messages.queryByKey(server, query, {
          caller,
          signal,
          ...(timeoutMs && { timeoutMs }),
        })
        for (const message of messages) {
          if (message.topicName === topicName && message.uniqKey === id) result.found.push({ server, message })
        }
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        result.failed.push({ server, error })
      }
    }),
  )
  return result
}
