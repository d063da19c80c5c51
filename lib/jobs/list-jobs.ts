import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { jobsSeenBy, ownJobs, silentSince, toJob } from './job-row.ts'
import { type Job, JobKind, JobState } from './schema.ts'

export interface ListJobsInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  kind?: JobKind[] | undefined
  state?: JobState[] | undefined
  who?: string | undefined
}

export interface JobList extends List<Job> {
  /** How many jobs of the cluster are in which state, whatever is filtered. */
  states: { state: JobState; jobs: number }[]
}

/** The jobs of a cluster, the newest first. */
export async function listJobs(ctx: Context, input: ListJobsInput): Promise<JobList> {
  const { clusterId, page, pageSize, q, kind, state, who } = input
  requirePermissionIn(ctx, 'job:read', clusterId)
  const seen = jobsSeenBy(ctx, clusterId)
  const now = new Date()
  const where: Prisma.JobWhereInput = {
    ...seen,
    AND: [
      q === undefined ? {} : matching(q),
      kind ? { kind: { in: kind } } : {},
      state ? { OR: state.map((wanted) => inState(wanted, now)) } : {},
      who === undefined ? {} : who === 'me' ? ownJobs(ctx) : { actorName: who },
    ],
  }
  const [total, rows, stored, lost] = await Promise.all([
    db().job.count({ where }),
    db().job.findMany({
      where,
      orderBy: [orderBy(input.sort ?? '-jobId'), { jobId: 'desc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().job.groupBy({ by: ['state'], where: seen, _count: true }),
    db().job.count({ where: { ...seen, ...inState('LOST', now) } }),
  ])
  const jobsIn = new Map(stored.map((row) => [row.state, row._count]))
  const running = (jobsIn.get('RUNNING') ?? 0) - lost
  const states = JobState.options.map((state) => ({
    state,
    jobs: state === 'LOST' ? lost : state === 'RUNNING' ? running : (jobsIn.get(state) ?? 0),
  }))
  return { items: rows.map((row) => toJob(ctx, row, now)), total, page, pageSize, states }
}

function matching(q: string): Prisma.JobWhereInput {
  const kinds = JobKind.options.filter((kind) => kind.replace('.', ' ').includes(q.trim().toLowerCase()))
  const jobId = /^\d{1,9}$/.test(q.trim()) ? [Number(q)] : []
  return { OR: [{ kind: { in: kinds } }, { jobId: { in: jobId } }] }
}

/** RUNNING and LOST are stored alike: the one is heard of. */
function inState(state: JobState, now: Date): Prisma.JobWhereInput {
  const isSilent = { holder: { not: null }, OR: [{ holderSeenAt: null }, { holderSeenAt: { lt: silentSince(now) } }] }
  if (state === 'LOST') return { state: 'RUNNING', ...isSilent }
  if (state === 'RUNNING') return { state, NOT: isSilent }
  return { state }
}
