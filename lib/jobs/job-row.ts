import { ok, unknown } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Job as JobRow, Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { fileExpiresAt } from './job-file.ts'
import { type Job, JobKind, JobState } from './schema.ts'

/** A run that was not heard of for so long has died. It says so every {@link HOLDER_BEAT_MS}. */
export const HOLDER_SILENT_MS = 8_000
export const HOLDER_BEAT_MS = 1_000

/** What a dead run would have to have written last. */
export const silentSince = (now: Date): Date => new Date(now.getTime() - HOLDER_SILENT_MS)

const nouns: Record<JobKind, [verb: string, one: string, many: string]> = {
  'topic.create': ['Create', 'topic', 'topics'],
  'topic.update': ['Change', 'topic', 'topics'],
  'topic.delete': ['Delete', 'topic', 'topics'],
  'group.create': ['Create', 'group', 'groups'],
  'group.delete': ['Delete', 'group', 'groups'],
  'group.diagnose': ['Diagnose', 'group', 'groups'],
  'broker.cleanup': ['Clean up', 'broker', 'brokers'],
  'dead-letter.resend': ['Resend', 'dead letter', 'dead letters'],
  'message.export': ['Export messages in', 'part', 'parts'],
  'role.create': ['Create', 'role', 'roles'],
  'role.disable': ['Disable', 'role', 'roles'],
  'role.enable': ['Enable', 'role', 'roles'],
}

export function titleOf(kind: JobKind, total: number): string {
  const [verb, one, many] = nouns[kind]
  return `${verb} ${total} ${total === 1 ? one : many}`
}

/** A job as it is told; LOST is never stored, for whoever has died cannot write it. */
export function toJob(ctx: Context, row: JobRow, now = new Date()): Job {
  const kind = JobKind.parse(row.kind)
  const state = stateOf(row, now)
  const processed = row.done + row.failed + row.skipped + row.unknown
  const isRunning = state === 'RUNNING' && row.runStartedAt !== null
  const seconds = isRunning && row.runStartedAt ? (now.getTime() - row.runStartedAt.getTime()) / 1000 : 0
  const itemsPerSecond = seconds >= 1 ? (processed - row.runItemsBefore) / seconds : null
  const leftSeconds = itemsPerSecond ? (row.total - processed) / itemsPerSecond : null
  const { stateReason } = row
  const expiresAt = fileExpiresAt(row.endedAt)
  return {
    jobId: String(row.jobId),
    kind,
    title: titleOf(kind, row.total),
    by: row.actorName,
    isOwn: isOwn(ctx, row),
    source: row.source,
    ...(row.reason !== null && { reason: row.reason }),
    state,
    ...(isReason(stateReason) && { stateReason }),
    done: row.done,
    failed: row.failed,
    skipped: row.skipped,
    unknown: row.unknown,
    total: row.total,
    ratePerSecond: row.ratePerSecond,
    itemsPerSecond:
      itemsPerSecond === null
        ? { value: null, state: isRunning ? 'unknown' : 'na', at: now, ...(isRunning && { reason: 'NOT_SAMPLED' }) }
        : ok(itemsPerSecond, now),
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    endsAt: row.endedAt
      ? ok(row.endedAt, row.endedAt)
      : leftSeconds === null
        ? unknown('NOT_SAMPLED', now)
        : { value: new Date(now.getTime() + leftSeconds * 1000), state: 'estimate', at: now },
    lastItem: row.lastItem,
    bytes: row.bytes,
    ...(expiresAt && expiresAt > now && row.bytes > 0n && { file: { bytes: row.bytes, expiresAt } }),
    expiresAt: row.expiresAt,
  }
}

/**
 * A service token has no person: its jobs are its own, and nobody else's. So are those of a token that may do less than its owner, for a job does
 * what its starter may.
 */
const ownsAsToken = ({ actor }: Context): boolean => actor.userId === null || actor.isNarrowed === true

export const isOwn = (ctx: Context, row: Pick<JobRow, 'userId' | 'tokenId'>): boolean =>
  ownsAsToken(ctx) ? ctx.tokenId !== undefined && row.tokenId === ctx.tokenId : row.userId === ctx.actor.userId

/** Those for which `isOwn` says so. */
export const ownJobs = (ctx: Context): Prisma.JobWhereInput =>
  ownsAsToken(ctx) ? { tokenId: ctx.tokenId ?? '' } : { userId: ctx.actor.userId ?? '' }

function stateOf({ state, holder, holderSeenAt }: JobRow, now: Date): JobState {
  const isSilent = holder !== null && (holderSeenAt === null || holderSeenAt < silentSince(now))
  return state === 'RUNNING' && isSilent ? 'LOST' : JobState.parse(state)
}

function isReason(value: Prisma.JsonValue): value is { code: string; detail: string } {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value
}

/** The jobs of a cluster that somebody sees: with the right on single topics and groups their own. */
export function jobsSeenBy(ctx: Context, clusterId: string): Prisma.JobWhereInput {
  if (hasPermission(ctx, 'job:read', clusterId)) return { clusterId }
  return { clusterId, ...ownJobs(ctx) }
}

/** @throws AppError NOT_FOUND, also for one that the actor does not see */
export async function findJob(ctx: Context, clusterId: string, jobId: string): Promise<JobRow> {
  const row = await db().job.findFirst({ where: { ...jobsSeenBy(ctx, clusterId), jobId: Number(jobId) } })
  if (!row) throw new AppError('NOT_FOUND', `There is no job ${jobId} in cluster ${clusterId}.`)
  return row
}
