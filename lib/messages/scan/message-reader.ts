import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { CallOptions } from '#lib/rocketmq/admin/server.ts'

/** What searches ask of brokers. The admin client is one; tests have one in memory. */
export interface MessageReader {
  messages: Pick<AdminClient['messages'], 'pull' | 'queryByKey'>
  offsets: Pick<AdminClient['offsets'], 'searchByTime' | 'getEarliestStoreTime'>
  topics: Pick<AdminClient['topics'], 'getStats'>
}

/** Of every call of one search: who takes turns, and how long one server may take. */
export type ReadOptions = Pick<CallOptions, 'caller' | 'timeoutMs'>
