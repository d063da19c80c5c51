import { AppError, type ErrorCode } from '#lib/errors.ts'
import { log } from '#lib/log.ts'

const statusOf: Record<ErrorCode, number> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SETUP_REQUIRED: 503,
  NOT_FOUND: 404,
  CONFLICT: 409,
  NOT_SUPPORTED: 501,
  LIMIT_EXCEEDED: 409,
  PROTECTED: 409,
  PREVIEW_STALE: 409,
  READ_ONLY: 403,
  RATE_LIMITED: 429,
  PROVIDER_UNAVAILABLE: 502,
  CLUSTER_REJECTED: 502,
  CLUSTER_UNREACHABLE: 502,
  CLUSTER_TIMEOUT: 504,
  INTERNAL: 500,
}

const titleOf: Record<ErrorCode, string> = {
  INVALID_INPUT: 'The request is not valid',
  UNAUTHENTICATED: 'Not signed in',
  FORBIDDEN: 'Not allowed',
  SETUP_REQUIRED: 'Set-up has not been done',
  NOT_FOUND: 'Not found',
  CONFLICT: 'In conflict with the current state',
  NOT_SUPPORTED: 'Not supported by this broker',
  LIMIT_EXCEEDED: 'A limit is used up',
  PROTECTED: 'Deletion protection is on',
  PREVIEW_STALE: 'The preview is out of date',
  READ_ONLY: 'The cluster is read-only',
  RATE_LIMITED: 'Too many requests',
  PROVIDER_UNAVAILABLE: 'The sign-in provider does not work',
  CLUSTER_REJECTED: 'Refused by the cluster',
  CLUSTER_UNREACHABLE: 'The cluster cannot be reached',
  CLUSTER_TIMEOUT: 'No answer in time',
  INTERNAL: 'Unexpected error',
}

/**
 * Turns what a verb threw into an AppError. Anything else than an AppError is a bug: its cause goes to the log, the caller sees
 * the request id alone.
 */
export function asAppError(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) {
    if (error.code === 'INTERNAL') log.error({ error, requestId }, 'request failed')
    return error
  }
  log.error({ error, requestId }, 'request failed unexpectedly')
  return new AppError(
    'INTERNAL',
    `Something unexpected happened. The server log has the cause under ${requestId}.`,
    {},
    { cause: error },
  )
}

/** The one map from errors to HTTP: an `application/problem+json` body (RFC 9457) with a stable `code`. */
export function problemResponse(error: AppError, requestId: string, headers: Headers): Response {
  const { extra, ...facts } = error.facts
  const status = statusOf[error.code]
  const body = {
    ...extra,
    type: `about:blank#${error.code}`,
    title: titleOf[error.code],
    status,
    code: error.code,
    detail: error.message,
    requestId,
    ...facts,
  }
  headers.set('content-type', 'application/problem+json')
  if (facts.retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(facts.retryAfterMs / 1000)))
  if (error.code === 'UNAUTHENTICATED') headers.set('www-authenticate', 'Bearer realm="apogee"')
  return new Response(JSON.stringify(body, bigintAsText), { status, headers })
}

/** `extra` is not covered by a schema, so an int64 in it becomes text here. */
const bigintAsText = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
