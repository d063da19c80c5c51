import type { Problem } from '#lib/api/call.ts'
import { ApiError } from '#lib/api/call.ts'

/** What a failed call comes to, for people: `null` where not even the console answered. */
export function problemOf(error: unknown): Problem | null {
  return error instanceof ApiError ? error.problem : null
}

/** One block for a ticket: code, broker's own words, where, which request. */
export function problemDetails(error: unknown): string {
  const problem = problemOf(error)
  if (!problem) return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const { broker } = problem
  return [
    `${problem.code} (${problem.status})`,
    broker &&
      `${broker.responseCodeName} (${broker.responseCode}) ${broker.brokerName ? `${broker.brokerName} ` : ''}${broker.address}`,
    broker?.remark,
    problem.detail,
    problem.requestId && `request ${problem.requestId}`,
  ]
    .filter((line) => line)
    .join('\n')
}
