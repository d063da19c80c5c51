import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteCluster } from '#lib/clusters/delete-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { cancelJob, pauseJob, resumeJob, retryJob, updateJob } from './control-job.ts'
import { getJob } from './get-job.ts'
import type { JobKindDef, JobTask } from './job-kind.ts'
import { listJobItems } from './list-job-items.ts'
import { listJobs } from './list-jobs.ts'
import { type JobKinds, PAUSE_AFTER_FAILURES, runJob } from './run-job.ts'
import { runJobAgain } from './run-job-again.ts'
import { JobKind } from './schema.ts'
import { startJob } from './start-job.ts'

useDatabase()
afterAll(closeAllClusters)

let clusterId: string
let operator: Person
beforeAll(async () => {
  clusterId = (await registerCluster()).clusterId
  operator = await makePerson('operator')
})

type Perform = JobKindDef['perform']

/** All kinds do the same: what a test wants to see. */
function kindsOf(perform: Perform, rest: Partial<JobKindDef> = {}): JobKinds {
  const kind = { concurrency: 4, perform, ...rest }
  return Object.fromEntries(JobKind.options.map((name) => [name, kind])) as JobKinds // every kind is named
}

async function start(
  count: number,
  { by = operator, ratePerSecond = 200 }: { by?: Person; ratePerSecond?: number } = {},
): Promise<{ jobId: string; key: { clusterId: string; jobId: string } }> {
  const { jobId } = await startJob(await by.context(), {
    clusterId,
    kind: 'topic.delete',
    input: { force: false },
    items: Array.from({ length: count }, (_, index) => ({ target: `topic_${index}` })),
    source: '/topics',
    reason: 'INC-1',
    ratePerSecond,
  })
  return { jobId, key: { clusterId, jobId } }
}

const run = (kinds: JobKinds, jobId: string, signal = new AbortController().signal) =>
  runJob(kinds, Number(jobId), signal)
const context = (): Promise<Context> => operator.context()
const items = async (key: { clusterId: string; jobId: string }) =>
  (await listJobItems(await context(), { ...key, page: 1, pageSize: 500 })).items

/** Counts what is performed, by target. */
function counting(then: Perform = async () => {}) {
  const times = new Map<string, number>()
  const perform: Perform = async (ctx, task) => {
    times.set(task.target, (times.get(task.target) ?? 0) + 1)
    return then(ctx, task)
  }
  return { times, perform }
}

test('X-22: 3 of 10 items fail: DONE_WITH_ERRORS with the reasons, and "retry failed" does those 3', async () => {
  const { jobId, key } = await start(10)
  const broken = new Set(['topic_2', 'topic_5', 'topic_9'])
  const { times, perform } = counting(async (_ctx, { target }) => {
    if (broken.has(target)) throw new AppError('CLUSTER_REJECTED', `broker-a says no to ${target}`)
  })
  await run(kindsOf(perform), jobId)
  expect(await getJob(await context(), key)).toMatchObject({
    state: 'DONE_WITH_ERRORS',
    title: 'Delete 10 topics',
    by: operator.name,
    isOwn: true,
    source: '/topics',
    reason: 'INC-1',
    done: 7,
    failed: 3,
    skipped: 0,
    unknown: 0,
    total: 10,
  })
  const failed = await listJobItems(await context(), { ...key, page: 1, pageSize: 50, outcome: ['FAILED'] })
  expect(failed.items.map(({ target, code, remark }) => [target, code, remark])).toEqual(
    [...broken].map((target) => [target, 'CLUSTER_REJECTED', `broker-a says no to ${target}`]),
  )

  broken.clear()
  times.clear()
  expect(await retryJob(await context(), key)).toMatchObject({ state: 'QUEUED', done: 7, failed: 0 })
  await run(kindsOf(perform), jobId)
  expect([...times.keys()].sort()).toEqual(['topic_2', 'topic_5', 'topic_9'])
  expect(await getJob(await context(), key)).toMatchObject({ state: 'DONE', done: 10, failed: 0 })
})

test('X-22: cancel stops within 3 s, says how many were done, and begins nothing further', async () => {
  const { jobId, key } = await start(100)
  const hanging = Promise.withResolvers<void>()
  const { times, perform } = counting(async (ctx, { target }) => {
    if (Number(target.slice('topic_'.length)) < 20) return
    hanging.resolve()
    await new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)))
  })
  const ended = run(kindsOf(perform), jobId)
  await hanging.promise
  const asked = Date.now()
  expect((await cancelJob(await context(), key)).state).toBe('CANCELLING')
  await ended
  expect(Date.now() - asked).toBeLessThan(3_000)
  const job = await getJob(await context(), key)
  const begun = times.size
  expect(job).toMatchObject({ state: 'CANCELLED', done: 20, unknown: begun - 20 })
  expect(begun).toBeLessThanOrEqual(24)
  expect((await items(key)).filter(({ outcome }) => outcome === null)).toHaveLength(100 - begun)
  await expect(resumeJob(await context(), key)).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('X-22: cancel stops within 3 s, also when the next item is not due for long', async () => {
  const { jobId, key } = await start(100, { ratePerSecond: 1 })
  const first = Promise.withResolvers<void>()
  const { times, perform } = counting(async () => first.resolve())
  const ended = run(kindsOf(perform, { concurrency: 8 }), jobId)
  await first.promise
  const asked = Date.now()
  await cancelJob(await context(), key)
  await ended
  expect(Date.now() - asked).toBeLessThan(3_000)
  expect(await getJob(await context(), key)).toMatchObject({ state: 'CANCELLED', done: times.size })
})

test('a paused job ends what is under way, and goes on with the rest, no item twice', async () => {
  const { jobId, key } = await start(30)
  const tenth = Promise.withResolvers<void>()
  const { times, perform } = counting(async () => {
    if (times.size === 10) tenth.resolve()
    if (times.size >= 10) await paused.promise
  })
  const paused = Promise.withResolvers<void>()
  const ended = run(kindsOf(perform), jobId)
  await tenth.promise
  expect(await pauseJob(await context(), key)).toMatchObject({
    state: 'PAUSED',
    stateReason: { code: 'PAUSED', detail: `Paused by ${operator.name}.` },
  })
  paused.resolve()
  await ended
  const standing = await getJob(await context(), key)
  expect(standing.state).toBe('PAUSED')
  expect(standing.done).toBe(times.size)
  expect(times.size).toBeLessThan(30)
  expect((await resumeJob(await context(), key)).state).toBe('QUEUED')
  await run(kindsOf(perform), jobId)
  expect((await getJob(await context(), key)).state).toBe('DONE')
  expect([...times.values()]).toEqual(Array.from({ length: 30 }, () => 1))
})

test('keeps the rights of its starter, and stops when one is withdrawn', async () => {
  const person = await makePerson('operator')
  const { jobId, key } = await start(40, { by: person, ratePerSecond: 10 })
  const { times, perform } = counting(async (ctx) => {
    requirePermission(ctx, 'topic:delete', clusterId)
    if (times.size === 1)
      await db().grant.updateMany({ where: { userId: person.userId }, data: { permissionSet: 'viewer' } })
  })
  await run(kindsOf(perform), jobId)
  const job = await getJob(await context(), key)
  expect(job).toMatchObject({ state: 'FAILED', stateReason: { code: 'FORBIDDEN' }, failed: 0 })
  expect(job.stateReason?.detail).toContain('topic:delete')
  expect(job.done).toBeLessThan(40)
  // What was refused was not begun: with the right back it goes on where it stood.
  await db().grant.updateMany({ where: { userId: person.userId }, data: { permissionSet: 'operator' } })
  await updateJob(await context(), { ...key, ratePerSecond: 200 }).catch(() => {})
  await resumeJob(await person.context(), key)
  await db().job.update({ where: { jobId: Number(jobId) }, data: { ratePerSecond: 200 } })
  times.set('again', 1)
  await run(kindsOf(perform), jobId)
  expect(await getJob(await context(), key)).toMatchObject({ state: 'DONE', done: 40 })
})

test('stops when its starter is disabled', async () => {
  const person = await makePerson('operator')
  const { jobId, key } = await start(3, { by: person })
  await db().user.update({ where: { id: person.userId }, data: { status: 'disabled' } })
  const { times, perform } = counting()
  await run(kindsOf(perform), jobId)
  expect(times.size).toBe(0)
  expect(await getJob(await context(), key)).toMatchObject({
    state: 'FAILED',
    stateReason: { code: 'UNAUTHENTICATED' },
    done: 0,
  })
})

test('what is protected is skipped and listed, and done in part is not done', async () => {
  const { jobId, key } = await start(4)
  const error = { code: 'CLUSTER_REJECTED', detail: 'disk full' }
  await run(
    kindsOf(async (_ctx, { target }) => {
      if (target === 'topic_0') throw new AppError('PROTECTED', 'topic_0 has deletion protection.')
      if (target === 'topic_1') return { done: [{ target: 'a:1' }], failed: [{ target: 'b:1', error }], unknown: [] }
      if (target === 'topic_2') return { done: [{ target: 'a:1' }], failed: [], unknown: [{ target: 'b:1', error }] }
      return { done: [{ target: 'a:1' }], failed: [], unknown: [] }
    }),
    jobId,
  )
  expect((await items(key)).map(({ outcome, code, remark }) => [outcome, code, remark])).toEqual([
    ['SKIPPED', 'PROTECTED', 'topic_0 has deletion protection.'],
    ['FAILED', 'CLUSTER_REJECTED', 'b:1: disk full'],
    ['UNKNOWN', 'CLUSTER_REJECTED', 'b:1: disk full'],
    ['DONE', undefined, undefined],
  ])
  expect(await getJob(await context(), key)).toMatchObject({
    state: 'DONE_WITH_ERRORS',
    done: 1,
    failed: 1,
    skipped: 1,
    unknown: 1,
  })
})

test('pauses after too many failures, with the last reason', async () => {
  const { jobId, key } = await start(PAUSE_AFTER_FAILURES + 30)
  const { times, perform } = counting(async () => {
    throw new AppError('CLUSTER_UNREACHABLE', 'broker-a is away')
  })
  await run(kindsOf(perform), jobId)
  const job = await getJob(await context(), key)
  expect(job).toMatchObject({ state: 'PAUSED', stateReason: { code: 'TOO_MANY_FAILURES' } })
  expect(job.stateReason?.detail).toContain('broker-a is away')
  expect(times.size).toBeLessThan(PAUSE_AFTER_FAILURES + 5)
})

test('what a dead run had under way is looked up: done, to be done, or nobody knows', async () => {
  const settled = async (rest: Partial<JobKindDef>) => {
    const { jobId, key } = await start(2)
    await db().job.update({
      where: { jobId: Number(jobId) },
      data: { state: 'RUNNING', holder: 'dead', holderSeenAt: new Date(Date.now() - 60_000) },
    })
    await db().jobItem.updateMany({ where: { jobId: Number(jobId), index: 0 }, data: { outcome: 'RUNNING' } })
    expect((await getJob(await context(), key)).state).toBe('LOST')
    const lost = await listJobs(await context(), { clusterId, page: 1, pageSize: 50, state: ['LOST'] })
    expect(lost.items.map((job) => job.jobId)).toEqual([jobId])
    const { times, perform } = counting()
    await run(kindsOf(perform, rest), jobId)
    const [first] = await items(key)
    return { begun: [...times.keys()], outcome: first?.outcome, state: (await getJob(await context(), key)).state }
  }
  const wasDone = (answer: boolean) => ({ wasDone: async (_: Context, __: JobTask) => answer })
  expect(await settled(wasDone(true))).toEqual({ begun: ['topic_1'], outcome: 'DONE', state: 'DONE' })
  expect(await settled(wasDone(false))).toEqual({ begun: ['topic_0', 'topic_1'], outcome: 'DONE', state: 'DONE' })
  expect(await settled({})).toEqual({ begun: ['topic_1'], outcome: 'UNKNOWN', state: 'DONE_WITH_ERRORS' })
  const silent = {
    wasDone: async () => {
      throw new AppError('CLUSTER_UNREACHABLE', 'away')
    },
  }
  expect(await settled(silent)).toEqual({ begun: ['topic_1'], outcome: 'UNKNOWN', state: 'DONE_WITH_ERRORS' })
})

test('items are claimed one by one, also with the plan of tables that have statistics', async () => {
  const { jobId, key } = await start(300)
  await db().$executeRaw`analyze jobs, job_items`
  const { times, perform } = counting()
  await run(kindsOf(perform), jobId)
  expect(await getJob(await context(), key)).toMatchObject({ state: 'DONE', done: 300 })
  expect([...times.values()]).toEqual(Array.from({ length: 300 }, () => 1))
})

test('two runs never hold the same job', async () => {
  const { jobId } = await start(5)
  const isHeld = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  const { times, perform } = counting(async () => {
    isHeld.resolve()
    await free.promise
  })
  const first = run(kindsOf(perform), jobId)
  await isHeld.promise
  await expect(run(kindsOf(perform), jobId)).rejects.toThrow('still held')
  free.resolve()
  await first
  expect([...times.values()]).toEqual([1, 1, 1, 1, 1])
  // Handed out twice by the queue: it has ended.
  await run(kindsOf(perform), jobId)
  expect(times.size).toBe(5)
})

test('a worker that stops hands its job back', async () => {
  const { jobId, key } = await start(20)
  const stop = new AbortController()
  const { times, perform } = counting(async () => {
    if (times.size === 6) stop.abort()
  })
  await run(kindsOf(perform), jobId, stop.signal)
  expect((await getJob(await context(), key)).state).toBe('QUEUED')
  const row = await db().job.findUniqueOrThrow({ where: { jobId: Number(jobId) } })
  expect([row.queuedAt, row.holder]).toEqual([null, null])
  await run(kindsOf(perform), jobId)
  expect((await getJob(await context(), key)).state).toBe('DONE')
  expect([...times.values()]).toEqual(Array.from({ length: 20 }, () => 1))
})

test('foreign jobs are managed by an administrator only, and every change is audited', async () => {
  const { jobId, key } = await start(3)
  const other = await makePerson('operator')
  await expect(pauseJob(await other.context(), key)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    facts: { permission: 'job:manage' },
  })
  const viewer = await makePerson('viewer')
  await expect(cancelJob(await viewer.context(), key)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const admin = await makePerson('admin')
  expect((await pauseJob(await admin.context(), key)).state).toBe('PAUSED')
  await updateJob(await context(), { ...key, ratePerSecond: 7 })
  expect((await cancelJob(await context(), key)).state).toBe('CANCELLED')
  await expect(updateJob(await context(), { ...key, ratePerSecond: 9 })).rejects.toMatchObject({ code: 'CONFLICT' })
  const rows = await db().auditEvent.findMany({
    where: { jobId, action: { startsWith: 'job.' } },
    include: { outcome: true },
    orderBy: { sequence: 'asc' },
  })
  expect(rows.map(({ action, actorName, outcome }) => [action, actorName, outcome?.outcome])).toEqual([
    ['job.pause', admin.name, 'SUCCESS'],
    ['job.update', operator.name, 'SUCCESS'],
    ['job.cancel', operator.name, 'SUCCESS'],
    ['job.update', operator.name, 'FAILED'],
  ])
})

test('a job that has ended is run again under the rights of who asks, without what it skipped', async () => {
  const diagnoser = await makePerson('operator')
  const started = async (kind: JobKind, target: string) => {
    const { jobId } = await startJob(await operator.context(), {
      clusterId,
      kind,
      input: { force: true },
      items: [
        { target, input: { of: target } },
        { target: `${target}_2`, skipped: { code: 'EXISTS', remark: 'is there' } },
      ],
      ratePerSecond: 200,
    })
    return { clusterId, jobId }
  }
  const first = await started('group.diagnose', 'orders_worker')
  await expect(runJobAgain(await diagnoser.context(), first)).rejects.toMatchObject({ code: 'CONFLICT' })
  await run(
    kindsOf(async () => {}),
    first.jobId,
  )
  const { jobId } = await runJobAgain(await diagnoser.context(), first)
  const seen: JobTask[] = []
  await run(
    kindsOf(async (_, task) => seen.push(task)),
    jobId,
  )
  expect(seen).toMatchObject([{ target: 'orders_worker', input: { force: true }, item: { of: 'orders_worker' } }])
  expect(await getJob(await diagnoser.context(), { clusterId, jobId })).toMatchObject({ by: diagnoser.name, total: 1 })

  const deletion = await started('group.delete', 'orders_worker')
  await run(
    kindsOf(async () => {}),
    deletion.jobId,
  )
  await expect(runJobAgain(await diagnoser.context(), deletion)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('from the list'),
  })
  const viewer = await makePerson('viewer')
  await expect(runJobAgain(await viewer.context(), first)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('C-8: a cluster with a job that has not ended is not removed', async () => {
  const cluster = await registerCluster()
  const admin = await makePerson('admin')
  const { jobId } = await startJob(await admin.context(), {
    clusterId: cluster.clusterId,
    kind: 'topic.delete',
    input: { force: false },
    items: [{ target: 'topic_0' }],
    ratePerSecond: 1,
  })
  const removal = { clusterId: cluster.clusterId, confirm: cluster.name }
  await expect(deleteCluster(await admin.context(), removal)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(`job ${jobId}`),
  })
  expect(await deleteCluster(await admin.context(), { ...removal, dryRun: true })).toMatchObject({
    blockedBy: [{ code: 'CONFLICT' }],
  })
  await cancelJob(await admin.context(), { clusterId: cluster.clusterId, jobId })
  expect(await deleteCluster(await admin.context(), removal)).toMatchObject({ removedAt: expect.any(Date) })
})

test('a job without anything to do is none', async () => {
  await expect(start(0)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(start(5_001)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', facts: { limit: 5_000, used: 5_001 } })
})
