import { placeOf, standingThreads } from './consume-threads.ts'
import type { ParsedStack } from './parse-stack.ts'

type Threads = ParsedStack['threads']

/** What is remembered of a client whose lagging queues do not move, from one question to the next. */
export interface ClientWatch {
  /** Committed offsets of lagging queues that have not moved since `since`, by queue. */
  commits: ReadonlyMap<string, bigint>
  /** Milliseconds since the epoch. */
  since: number
  /** Its consume threads at the first look. */
  look: { at: number; threads: Threads } | null
  /** Where a consume thread stood in two looks; null when none did. */
  standingAt: string | null
}

export interface WatchedQueue {
  key: string
  /** As the client says; null before its first commit. */
  committed: bigint | null
  lag: bigint
}

/**
 * Two looks so far apart at one place, with a queue that never moved meanwhile, are no slow listener any more. With two rounds of a
 * minute before the first look, a client that blocks is marked within six minutes.
 */
const LOOKS_APART_MS = 3 * 60_000

/**
 * What is left to watch when a client has said how far its queues are. Null: nothing lags. A queue that moved is no longer watched;
 * when all have, watching begins anew. Pure.
 */
export function watchQueues(
  before: ClientWatch | null,
  queues: readonly WatchedQueue[],
  now: number,
): ClientWatch | null {
  const lagging = queues.filter(({ lag }) => lag > 0n)
  if (lagging.length === 0) return null
  const unmoved = lagging.filter(({ key, committed }) => committed !== null && before?.commits.get(key) === committed)
  if (before && unmoved.length > 0) return { ...before, commits: commitsOf(unmoved) }
  return { commits: commitsOf(lagging), since: now, look: null, standingAt: null }
}

const commitsOf = (queues: readonly WatchedQueue[]) =>
  new Map(queues.flatMap(({ key, committed }) => (committed === null ? [] : [[key, committed] as const])))

/** Stacks are hundreds of kB: asked for only when a queue has not moved for a round, and then every three minutes. */
export function needsLook({ since, look }: ClientWatch, now: number): boolean {
  return look === null ? now > since : now - look.at >= LOOKS_APART_MS
}

/** What a look at the consume threads shows. Pure. */
export function takeLook(watch: ClientWatch, threads: Threads, now: number): ClientWatch {
  const [standing] = watch.look ? standingThreads(watch.look.threads, threads) : []
  return { ...watch, look: { at: now, threads }, standingAt: standing ? placeOf(standing.frames) : null }
}
