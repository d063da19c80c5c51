import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { textStream } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { countFile, fileExpiresAt, readFile } from '#lib/jobs/job-file.ts'
import { findJob } from '#lib/jobs/job-row.ts'
import { hidesSince } from '#lib/masking/hides-since.ts'
import { sightOf } from '#lib/messages/seen-as.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { ExportInput } from './export-part.ts'
import { exportWriter } from './exported-message.ts'
import { requireExport } from './require-export.ts'

/**
 * The file of an export: of one that has ended, or what a cancelled one has written.
 *
 * @throws AppError NOT_FOUND for a job that exports nothing, CONFLICT while it works, NOT_FOUND with EXPIRED after 72 h
 */
export async function getExportFile(
  ctx: Context,
  { clusterId, jobId }: { clusterId: string; jobId: string },
): Promise<StreamAnswer> {
  requirePermissionIn(ctx, 'message:export', clusterId)
  const job = await findJob(ctx, clusterId, jobId)
  if (job.kind !== 'message.export') throw new AppError('NOT_FOUND', `Job ${jobId} has no file.`)
  const { query, format } = ExportInput.parse(job.input)
  // Whoever takes the file sees the bodies, not only who made it.
  requireExport(ctx, clusterId, query.topic, format.bodyMode !== 'none')
  const expiresAt = fileExpiresAt(job.endedAt)
  if (!expiresAt) throw new AppError('CONFLICT', `Job ${jobId} still writes its file.`)
  if (expiresAt < new Date()) {
    throw new AppError('NOT_FOUND', `The file of job ${jobId} was kept until ${expiresAt.toISOString()}.`, {
      reason: 'EXPIRED',
    })
  }
  const isMasked = !sightOf(ctx, clusterId, query.topic).mayUnmask
  if (isMasked && (await hidesSince(clusterId, query.topic, job.createdAt))) {
    const detail = `A masking rule is newer than the file of job ${jobId}, which may hold what it hides. Export again.`
    throw new AppError('FORBIDDEN', detail, { permission: 'message:unmask', reason: 'MASKED' })
  }
  const entry = {
    action: 'message.export-file',
    clusterId,
    target: { kind: 'job', name: jobId },
    permission: 'message:export' as const,
    detail: { query, ...format },
  }
  const { rows, bytes } = await audited(ctx, entry, async (record) => {
    const count = await countFile(job.jobId)
    record.after({ messages: count.rows, bytes: count.bytes })
    return count
  })
  const writer = exportWriter(format)
  const cut = await db().jobItem.groupBy({
    by: ['code'],
    where: { jobId: job.jobId, code: { in: ['LIMIT', 'SCAN_LIMIT'] } },
  })
  const isCutBy = (limit: string) => cut.some(({ code }) => code === limit)
  const lacks = [
    ...(job.state === 'DONE'
      ? []
      : [`Not whole: job ${jobId} is ${job.state}, ${job.failed + job.unknown} of its parts failed.`]),
    ...(isCutBy('LIMIT') ? [`Cut: ${rows} messages are as many as one export of the cluster may have.`] : []),
    ...(isCutBy('SCAN_LIMIT') ? ['Cut: as many messages were looked at as one scan of the cluster may.'] : []),
  ]
  const isWhole = lacks.length === 0
  async function* pieces(): AsyncGenerator<string> {
    yield writer.head
    yield* readFile(Number(jobId))
    for (const text of lacks) yield writer.remark(text)
  }
  return {
    headers: {
      'content-type': writer.contentType,
      'content-disposition': `attachment; filename="messages-job-${jobId}${isWhole ? '' : '-partial'}.${format.format}"`,
      'x-total-count': String(rows),
      'x-total-bytes': String(bytes),
    },
    body: textStream(pieces()),
  }
}
