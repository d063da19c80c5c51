import { isFanOut, outcomeOfError, outcomeOfResult } from '#lib/audit/outcome.ts'
import { AppError } from '#lib/errors.ts'
import { Found, Skipped } from './job-kind.ts'
import type { JobItemOutcome } from './schema.ts'

export interface ItemOutcome {
  outcome: JobItemOutcome
  code: string | null
  remark: string | null
}

const done: ItemOutcome = { outcome: 'DONE', code: null, remark: null }

/** What became of an item, by what its verb has answered. Done on some brokers only is not done. */
export function outcomeOfAnswer(answer: unknown): ItemOutcome {
  if (answer instanceof Skipped) return { outcome: 'SKIPPED', code: answer.code, remark: answer.remark }
  if (answer instanceof Found) return { outcome: 'DONE', code: answer.code, remark: answer.remark }
  if (!isFanOut(answer) || outcomeOfResult(answer).outcome === 'SUCCESS') return done
  const { failed, unknown } = answer
  const [first] = failed.length > 0 ? failed : unknown
  return {
    outcome: failed.length > 0 ? 'FAILED' : 'UNKNOWN',
    code: first?.error.broker?.responseCodeName ?? first?.error.code ?? null,
    remark: [...failed, ...unknown].map(({ target, error }) => `${target}: ${error.detail}`).join(' '),
  }
}

/** What became of an item, by what its verb has thrown. */
export function outcomeOfThrown(error: unknown): ItemOutcome {
  const { outcome, error: told } = outcomeOfError(error)
  const code =
    error instanceof AppError
      ? (error.facts.broker?.responseCodeName ?? error.facts.reason ?? error.code)
      : (told?.code ?? null)
  const isSkipped = error instanceof AppError && error.code === 'PROTECTED'
  return {
    outcome: isSkipped ? 'SKIPPED' : outcome === 'UNKNOWN' ? 'UNKNOWN' : 'FAILED',
    code,
    remark: told?.detail ?? null,
  }
}

/** The starter may not do it any more, or nobody may: it is the same for all items that are left. */
export function stopsTheJob(error: unknown): error is AppError {
  return error instanceof AppError && ['FORBIDDEN', 'UNAUTHENTICATED', 'READ_ONLY'].includes(error.code)
}
