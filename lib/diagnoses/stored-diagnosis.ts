import { z } from 'zod'
import type { Diagnosis as DiagnosisRow } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { readScopeOf } from '#lib/users/read-scope.ts'
import { type Diagnosis, type DiagnosisItem, DiagnosisLine } from './schema.ts'

export function toDiagnosis(row: DiagnosisRow): Diagnosis {
  const lines = z.array(DiagnosisLine).parse(row.lines)
  return { ...toItem(row, lines), durationMs: row.durationMs, lines }
}

export const toDiagnosisItem = (row: DiagnosisRow): DiagnosisItem =>
  toItem(row, z.array(DiagnosisLine).parse(row.lines))

function toItem(
  { diagnosisId, groupName, at, by, expiresAt }: DiagnosisRow,
  lines: readonly DiagnosisLine[],
): DiagnosisItem {
  const first = lines.find(({ verdict }) => verdict === 'BAD' || verdict === 'WARN')
  const count = (verdict: DiagnosisLine['verdict']) => lines.filter((line) => line.verdict === verdict).length
  return {
    diagnosisId,
    groupName,
    at,
    by,
    firstCause: first
      ? { check: first.check, verdict: first.verdict, cause: first.cause, params: first.params, title: first.title }
      : null,
    counts: { bad: count('BAD'), warn: count('WARN'), notCheckable: count('NOT_CHECKABLE') },
    expiresAt,
  }
}

/** A diagnosis names all topics that its author saw, so who sees a part of them has their own ones. */
export function diagnosesSeenBy(ctx: Context, clusterId: string): { actorId?: string } {
  if (readScopeOf(ctx, clusterId).isWhole) return {}
  const { id, userId, simulatedBy } = ctx.actor
  return { actorId: simulatedBy === undefined ? id : (userId ?? '') }
}
