import type { FanOut } from '#lib/api/endpoint.ts'
import type { AuditOutcome } from '#lib/audit/schema.ts'
import { AppError, type ErrorCode } from '#lib/errors.ts'
import {
  BrokerError,
  ConnectError,
  ConnectionClosedError,
  RequestTimeoutError,
  RocketmqError,
} from '#lib/rocketmq/errors.ts'

type Lists = Pick<FanOut<unknown>, 'done' | 'failed' | 'unknown'>
export interface Outcome {
  outcome: AuditOutcome
  servers?: Lists
  error?: { code: string; detail: string; broker?: unknown }
}

/** Is it `{ done, failed, unknown }`, as every write to several servers or items answers? */
export function isFanOut(value: unknown): value is FanOut<unknown> {
  if (typeof value !== 'object' || value === null) return false
  return ['done', 'failed', 'unknown'].every((key) => Array.isArray((value as Record<string, unknown>)[key])) // any object may be asked for a key
}

export function outcomeOfResult(value: unknown): Outcome {
  return isFanOut(value) ? outcomeOfLists(value) : { outcome: 'SUCCESS' }
}

function outcomeOfLists({ done, failed, unknown }: Lists): Outcome {
  const servers = { done, failed, unknown }
  if (failed.length + unknown.length === 0) return { outcome: 'SUCCESS', servers }
  if (done.length > 0) return { outcome: 'PARTIAL', servers }
  return { outcome: unknown.length > 0 ? 'UNKNOWN' : 'FAILED', servers }
}

/** The code that the API would answer for it. */
function codeOf(error: RocketmqError): ErrorCode {
  if (error instanceof ConnectError) return 'CLUSTER_UNREACHABLE'
  if (error instanceof RequestTimeoutError || error instanceof ConnectionClosedError) return 'CLUSTER_TIMEOUT'
  return 'CLUSTER_REJECTED'
}

const refusals = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'READ_ONLY', 'PROTECTED', 'RATE_LIMITED'])

export function outcomeOfError(error: unknown): Outcome {
  if (error instanceof AppError) {
    const told = {
      code: error.code,
      detail: error.message,
      ...(error.facts.broker && { broker: error.facts.broker }),
    }
    const lists = error.facts.extra
    if (isFanOut(lists)) return { ...outcomeOfLists(lists), error: told }
    return { outcome: refusals.has(error.code) ? 'REFUSED' : 'FAILED', error: told }
  }
  if (error instanceof RocketmqError) {
    const wasSent = (error instanceof RequestTimeoutError || error instanceof ConnectionClosedError) && error.wasSent
    const { address } = error
    return {
      outcome: wasSent ? 'UNKNOWN' : 'FAILED',
      error: {
        code: codeOf(error),
        detail: error.message,
        ...(error instanceof BrokerError && {
          broker: {
            address,
            responseCode: error.responseCode,
            responseCodeName: error.responseCodeName,
            remark: error.remark ?? '',
          },
        }),
      },
    }
  }
  // The cause may quote anything; it is in the server log under the request id of the row.
  return { outcome: 'FAILED', error: { code: 'INTERNAL', detail: 'Unexpected error; the server log has the cause.' } }
}
