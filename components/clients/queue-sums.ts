import type { ClientQueue } from '#lib/clients/schema.ts'

export interface QueueSums {
  /** Queues without those of retry topics. */
  queues: number
  retryQueues: number
  /** Over the known ones; null where there is no lag, which is broadcast groups. */
  lag: bigint | null
  retryLag: bigint | null
  /** A broker did not tell: the sums are "at least". */
  isPartial: boolean
  cachedMessages: number
}

/** Retry lag is a number of its own, never inside lag. */
export function sumQueues(all: readonly ClientQueue[]): QueueSums {
  const own = all.filter(({ isRetry }) => !isRetry)
  const retry = all.filter(({ isRetry }) => isRetry)
  return {
    queues: own.length,
    retryQueues: retry.length,
    lag: sumLag(own),
    retryLag: sumLag(retry),
    isPartial: all.some(({ lag }) => lag === null),
    cachedMessages: all.reduce((sum, { cachedMessages }) => sum + (cachedMessages ?? 0), 0),
  }
}

function sumLag(queues: readonly ClientQueue[]): bigint | null {
  if (queues.length === 0 || queues.every(({ lag }) => lag === undefined)) return null
  return queues.reduce((sum, { lag }) => sum + (lag ?? 0n), 0n)
}
