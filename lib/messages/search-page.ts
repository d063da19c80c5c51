import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { FoundMessage, Narrow } from './scan/message-source.ts'
import type { Coverage } from './schema.ts'
import type { Sight } from './seen-as.ts'

/** One answer of a search before it is put into words: messages and where to go on. */
export interface SearchPage {
  found: FoundMessage[]
  /** Of the next page; undefined at the end. */
  next?: unknown
  /** Of what failed servers still owe. */
  retry?: unknown
  coverage: Omit<Coverage, 'durationMs' | 'retryCursor' | 'matched' | 'filterFaults'>
  partial: PartialEntry[]
}

/** What every way to search gets. */
export interface SearchContext extends Sight {
  cluster: LiveCluster
  /** For fair turns between users. */
  caller: string
  /** The filter of the search, where it has one. */
  narrow?: Narrow | undefined
  /** The client has gone. */
  signal: AbortSignal
  /** The time of this answer is up. */
  deadline: AbortSignal
  /** Of each look-up by key: who hangs is left out before the time is up. Absent: the deadline of the registration. */
  timeoutMs?: number
}
