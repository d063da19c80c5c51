import { outcomeOfError, outcomeOfResult } from '#lib/audit/outcome.ts'
import { redact } from '#lib/audit/redact.ts'
import { type AuditEntry, writeIntent, writeOutcome } from '#lib/audit/write.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'

/** What the effect learns on its way: the state it found, the state it left. */
export interface AuditRecord {
  before(value: unknown): void
  after(value: unknown): void
}

/**
 * Runs a write between two audit rows: intent before, outcome after. A crash in between leaves a row that reads UNKNOWN, which is
 * the truth. When the intent cannot be stored, the effect does not run; when only the outcome cannot, the effect has happened and
 * its result stands.
 *
 * A fan-out result counts as SUCCESS, PARTIAL, FAILED or UNKNOWN by its lists; what the effect throws counts as REFUSED or FAILED,
 * or UNKNOWN when a request was sent and not answered. Secrets are cut out of everything that is kept.
 *
 * @throws AppError INTERNAL when the intent cannot be stored; else what `effect` throws
 */
export async function audited<T>(
  ctx: Context,
  entry: AuditEntry,
  effect: (record: AuditRecord) => Promise<T>,
): Promise<T> {
  const auditId = await writeIntent(ctx, entry).catch((cause: unknown) => {
    throw new AppError('INTERNAL', 'The audit could not be written, so nothing was done.', {}, { cause })
  })
  ctx.auditIds.push(auditId)
  const startedAt = performance.now()
  let before = entry.before
  let after: unknown
  const record: AuditRecord = {
    before: (value) => {
      before = value
    },
    after: (value) => {
      after = value
    },
  }
  const finish = async (result: ReturnType<typeof outcomeOfError>) => {
    const durationMs = Math.round(performance.now() - startedAt)
    try {
      await writeOutcome(auditId, { ...result, durationMs, before: redact(before), after: redact(after) })
    } catch (error) {
      log.error({ error, auditId, action: entry.action, outcome: result.outcome }, 'audit outcome could not be written')
    }
  }
  let value: T
  try {
    value = await effect(record)
  } catch (error) {
    await finish(outcomeOfError(error))
    throw error
  }
  await finish(outcomeOfResult(value))
  return value
}
