import type { LiveCluster } from '#lib/clusters/get-cluster.ts'

/** Where a message is looked for, on whose behalf, and until when. */
export interface FindContext {
  cluster: LiveCluster
  caller: string
  signal: AbortSignal
  now: Date
  /** Of each request; absent: the deadline of the registration. */
  timeoutMs?: number
}
