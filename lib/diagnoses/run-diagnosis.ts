import { randomBytes } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { collectFacts } from './collect-facts.ts'
import type { Finding } from './finding.ts'
import { judgeGroup } from './judge-group.ts'
import type { Diagnosis, DiagnosisLine } from './schema.ts'
import { toDiagnosis } from './stored-diagnosis.ts'
import { toEnglish } from './to-english.ts'

const KEEP_MS = 90 * 24 * 3_600_000
const EVIDENCE_MAX = 20

/**
 * Diagnoses a group and keeps the record. Asks brokers, proxies and clients, and writes nothing to them.
 *
 * @throws AppError NOT_FOUND; CLUSTER_… when no broker answers
 */
export async function runDiagnosis(
  ctx: Context,
  { clusterId, groupName }: { clusterId: string; groupName: string },
): Promise<Diagnosis> {
  requirePermission(ctx, 'diagnosis:run', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const entry = {
    action: 'diagnosis.run',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'diagnosis:run' as const,
  }
  return audited(ctx, entry, async (record) => {
    const startedAt = performance.now()
    const facts = await collectFacts(ctx, cluster, groupName)
    const row = await db().diagnosis.create({
      data: {
        diagnosisId: `diag_${randomBytes(12).toString('base64url')}`,
        clusterId,
        groupName,
        at: facts.at,
        by: ctx.actor.name,
        actorId: ctx.actor.id,
        durationMs: Math.round(performance.now() - startedAt),
        lines: judgeGroup(facts).map(toLine),
        expiresAt: new Date(facts.at.getTime() + KEEP_MS),
      },
    })
    const diagnosis = toDiagnosis(row)
    record.after({ diagnosisId: diagnosis.diagnosisId, firstCause: diagnosis.firstCause?.cause ?? null })
    return diagnosis
  })
}

function toLine(finding: Finding): DiagnosisLine {
  const { check, verdict, cause, params = {}, evidence = [], link = null } = finding
  return {
    check,
    verdict,
    cause,
    params,
    ...toEnglish(finding),
    evidence: evidence.slice(0, EVIDENCE_MAX),
    evidenceTotal: evidence.length,
    link,
  }
}
