import type { RocketmqError } from '../errors.ts'

/** One broker process: a master or a slave, as the name server announced it. */
export interface Server {
  /** `host:port` that we dial: the announced one after the cluster's address map. */
  address: string
  /** `host:port` as the broker registered it, maybe unreachable from here. */
  announcedAddress: string
  brokerName: string
  clusterName: string
  /** 0 = master, above = slave. */
  brokerId: number
}

/** How long one call may take and who asks. */
export interface CallOptions {
  signal?: AbortSignal
  /** From the call to its answer: waiting for a turn and connecting included. */
  timeoutMs?: number
  /** Calls of different callers to one server take turns; without it all share one turn. */
  caller?: string
}

/** A read of several servers. Order as asked, in each list. */
export interface ServerResults<T> {
  done: { server: Server; value: T }[]
  failed: { server: Server; error: RocketmqError }[]
}

/** A write to several servers. Order as asked, in each list. */
export interface WriteResults {
  done: { server: Server }[]
  /** Refused by the server, or never sent. */
  failed: { server: Server; error: RocketmqError }[]
  /** Sent, no answer: it may have taken effect. Read before you send again. */
  unknown: { server: Server; error: RocketmqError }[]
}

/** A write to one server. `failed`: refused, or never sent. `unknown`: sent, no answer that could be read. */
export type WriteOutcome<T> = { state: 'done'; value: T } | { state: 'failed' | 'unknown'; error: RocketmqError }
