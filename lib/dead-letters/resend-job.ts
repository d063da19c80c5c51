import { z } from 'zod'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { Found, type JobKindDef, Skipped } from '#lib/jobs/job-kind.ts'
import { resendDeadLetter } from './resend-dead-letter.ts'
import { ResendTo } from './schema.ts'
import { lookFor } from './settle-resends.ts'

/** What is the same for all messages of a job. */
export const ResendJobInput = z.object({
  groupName: z.string(),
  to: ResendTo,
  topicName: z.string().optional(),
  again: z.boolean(),
  reason: z.string().optional(),
})
export type ResendJobInput = z.output<typeof ResendJobInput>

/** Sends one dead letter after the other again; what was sent before is left alone, so that a second job sends none twice. */
export const resendJob: JobKindDef = {
  concurrency: 8,
  async perform(ctx, { clusterId, target, input }) {
    try {
      const { topicName, brokerName, queueOffset } = await resendDeadLetter(ctx, {
        clusterId,
        messageId: target,
        ...ResendJobInput.parse(input),
      })
      return new Found(null, `${topicName} ${brokerName} ${queueOffset ?? ''}`.trim())
    } catch (error) {
      if (error instanceof AppError && error.facts.reason === 'ALREADY_RESENT') {
        return new Skipped('ALREADY_RESENT', error.message)
      }
      throw error
    }
  },
  async wasDone(ctx, { clusterId, target }) {
    const row = await db().deadLetterResend.findFirst({
      where: { clusterId, letterId: target, jobId: Number(ctx.jobId) },
      orderBy: { resendId: 'desc' },
    })
    if (!row || row.state === 'FAILED') return false
    if (row.state !== 'SENDING' && row.state !== 'UNKNOWN') return true
    const cluster = await getCluster(ctx, clusterId)
    const { found, isComplete } = await lookFor(cluster, ctx, row, row.topicName, new Date())
    if (found.length > 0) return true
    if (!isComplete) throw new AppError('CLUSTER_UNREACHABLE', 'A broker that may hold it does not answer.')
    await db().deadLetterResend.update({
      where: { resendId: row.resendId },
      data: { state: 'FAILED', nextCheckAt: null, error: 'It was not sent: its worker had died.' },
    })
    return false
  },
}
