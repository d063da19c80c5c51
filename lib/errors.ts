/**
 * What went wrong, in words a caller can act on. One closed union: `lib/api/problem.ts` is the only map to HTTP, the browser
 * translates the code. `detail` is one English sentence that names the thing and, where it helps, what to do.
 */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'SETUP_REQUIRED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'NOT_SUPPORTED'
  | 'LIMIT_EXCEEDED'
  | 'PROTECTED'
  | 'PREVIEW_STALE'
  | 'READ_ONLY'
  | 'RATE_LIMITED'
  | 'PROVIDER_UNAVAILABLE'
  | 'CLUSTER_REJECTED'
  | 'CLUSTER_UNREACHABLE'
  | 'CLUSTER_TIMEOUT'
  | 'INTERNAL'

/** One input field that a rule refused. `rule` and `params` are what the browser translates; `path` is dotted (`body.topicName`). */
export interface FieldError {
  path: string
  rule: string
  params?: Record<string, string | number>
  detail: string
}

/** A broker's refusal, word for word. */
export interface BrokerRefusal {
  address: string
  brokerName?: string
  responseCode: number
  responseCodeName: string
  remark: string
}

export interface AppErrorFacts {
  fields?: FieldError[]
  broker?: BrokerRefusal
  permission?: string
  limit?: number
  used?: number
  neededVersion?: string
  retryAfterMs?: number
  /** Narrows NOT_FOUND: EXPIRED, NOT_INDEXED, NO_MESSAGE; CLUSTER_TIMEOUT: CLIENT_SILENT; CONFLICT and PREVIEW_STALE of resets. */
  reason?: string
  /** Extra members of the problem body, for instance the three lists of a fan-out in which nothing was done. */
  extra?: Record<string, unknown>
}

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly facts: AppErrorFacts

  constructor(code: ErrorCode, detail: string, facts: AppErrorFacts = {}, options?: { cause?: unknown }) {
    super(detail, options)
    this.code = code
    this.facts = facts
  }
}
