import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { batchGroups } from '#lib/groups/batch-groups.ts'
import { listJobItems } from '#lib/jobs/list-job-items.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { FakeGroupParts } from '#lib/rocketmq/testing/fake-group.ts'
import type { FakeTopic } from '#lib/rocketmq/testing/fake-store.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { forget } from '#lib/worker/forget.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { getDiagnosis } from './get-diagnosis.ts'
import { listDiagnoses } from './list-diagnoses.ts'
import { runDiagnosis } from './run-diagnosis.ts'
import type { Diagnosis } from './schema.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const groupName = 'billing'

async function registered(group: Partial<FakeGroupParts>, orders: Partial<Exclude<FakeTopic, string>> = {}) {
  const topics = [{ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2, ...orders }]
  const fake = await startFakeCluster({ brokers: 1, topics, groups: [{ groupName, ...group }] })
  onTestFinished(() => fake.stop())
  for (const { store } of fake.brokers) {
    store.putEnds('orders', 0, { maxOffset: 10n })
    store.putEnds('orders', 1, { maxOffset: 20n })
  }
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  return { fake, clusterId, input: { clusterId, groupName } }
}

const owns = (queueId: number, consumedMsAgo: number): RunningInfo['queues'][number] => ({
  topicName: 'orders',
  brokerName: 'broker-a',
  queueId,
  commitOffset: 4n,
  cachedMessages: 1,
  cachedMiB: 0,
  cachedMinOffset: 4n,
  cachedMaxOffset: 4n,
  isLocked: null,
  isDropped: false,
  lastPullAt: new Date(),
  lastConsumeAt: new Date(Date.now() - consumedMsAgo),
  lastLockAt: null,
})
const subscribes = (expression = '*') => [
  { topicName: 'orders', expressionType: 'TAG', expression, subVersion: 1n, isClassFilter: false },
]
const line = (name: string, text: string) => `${name.padEnd(40)}${text}\n`
const stackOf = (name: string) =>
  `${line(name, 'TID: 40 STATE: WAITING')}${[
    'java.base@17.0.15/jdk.internal.misc.Unsafe.park(Native Method)',
    'app//com.example.Ledger.lock(Ledger.java:31)',
    'app//org.apache.rocketmq.client.impl.consumer.ConsumeMessageConcurrentlyService$ConsumeRequest.run(ConsumeMessageConcurrentlyService.java:411)',
  ]
    .map((frame) => line(name, frame))
    .join('')}\n`

const healthy = {
  offsets: { orders: { 0: 10n, 1: 20n } },
  subscriptions: ['orders'],
  clients: [
    { clientId: 'c-1', runningInfo: { subscriptions: subscribes(), queues: [owns(0, 0)] } },
    { clientId: 'c-2', runningInfo: { subscriptions: subscribes(), queues: [owns(1, 0)] } },
  ],
}
const behind = { orders: { 0: 4n, 1: 20n } }
const lineOf = ({ lines }: Diagnosis, check: string) => lines.filter((each) => each.check === check)

describe('a planted cause is named first', () => {
  it('G-25: a stalled group: its client is stuck, with the place where it waits', async () => {
    const { input } = await registered({
      ...healthy,
      offsets: behind,
      clients: [
        {
          clientId: 'c-1',
          runningInfo: {
            subscriptions: subscribes(),
            queues: [owns(0, 12 * 60_000)],
            jstack: stackOf('ConsumeMessageThread_billing_1'),
          },
        },
        { clientId: 'c-2', runningInfo: { subscriptions: subscribes(), queues: [owns(1, 0)] } },
      ],
    })
    const { lines, firstCause } = await runDiagnosis(ctx, input)
    expect(firstCause).toMatchObject({
      cause: 'CLIENT_STUCK',
      verdict: 'BAD',
      params: { count: 1, clients: 2, minutes: 12, place: 'com.example.Ledger.lock(Ledger.java:31)' },
    })
    expect(lines[0]?.evidence).toMatchObject([
      { subject: 'c-1', facts: { queues: '1', lag: '6' } },
      { subject: 'ConsumeMessageThread_billing_1', facts: { state: 'WAITING', threads: '1' } },
    ])
    expect(lines[0]?.title).toContain('1 of 2 clients have messages waiting and have consumed nothing for 12 min')
    expect(lines[0]?.advice).toMatch(/lock/)
  })

  it('G-25: an inconsistent group: who subscribes to what', async () => {
    const [first, second] = healthy.clients
    const { input } = await registered({
      ...healthy,
      offsets: behind,
      clients: [
        { ...first, clientId: 'c-1' },
        { clientId: 'c-2', runningInfo: { ...second?.runningInfo, subscriptions: subscribes('paid') } },
      ],
    })
    const { firstCause, lines } = await runDiagnosis(ctx, input)
    expect(firstCause).toMatchObject({ cause: 'SUBSCRIPTIONS_DIFFER', verdict: 'BAD' })
    expect(lines[0]?.evidence).toEqual([
      { subject: 'c-1', facts: { orders: 'TAG *' } },
      { subject: 'c-2', facts: { orders: 'TAG paid' } },
    ])
  })

  it('G-25: an unfit group: a FIFO topic that is read concurrently', async () => {
    const { input } = await registered({ ...healthy, offsets: behind }, { attributes: { 'message.type': 'FIFO' } })
    const { firstCause, lines } = await runDiagnosis(ctx, input)
    expect(firstCause).toMatchObject({ cause: 'FIFO_READ_CONCURRENTLY', params: { topics: 'orders' } })
    expect(lines[0]?.evidence).toMatchObject([{ subject: 'orders', facts: { type: 'FIFO', delivery: 'concurrent' } }])
  })

  it('G-25: switched off goes before everything that follows from it', async () => {
    const { input } = await registered({ ...healthy, offsets: behind, config: { consumeEnable: false } })
    expect((await runDiagnosis(ctx, input)).firstCause).toMatchObject({ cause: 'CONSUMPTION_OFF' })
  })

  it('G-25: nobody online with messages waiting', async () => {
    const { input } = await registered({ offsets: behind })
    expect((await runDiagnosis(ctx, input)).firstCause).toMatchObject({ cause: 'NO_CLIENT', params: { lag: 6 } })
  })
})

it('G-25: a group that keeps up has no bad line, and what cannot be known is said', async () => {
  const { input } = await registered(healthy)
  const diagnosis = await runDiagnosis(ctx, input)
  expect(diagnosis.counts.bad).toBe(0)
  expect(diagnosis.lines.filter(({ verdict }) => verdict === 'WARN').map(({ cause }) => cause)).toEqual([])
  expect(lineOf(diagnosis, 'SUBSCRIPTIONS')).toMatchObject([{ verdict: 'OK', cause: 'SUBSCRIPTIONS_ALIKE' }])
  // The node check has not run: the age of the oldest message is not known.
  expect(lineOf(diagnosis, 'RETENTION')).toMatchObject([{ verdict: 'NOT_CHECKABLE', cause: 'RETENTION_UNKNOWN' }])
  expect(diagnosis.firstCause).toBeNull()
})

it('G-25: the record is identical a day later, though all has changed since', async () => {
  const { fake, input } = await registered({ ...healthy, offsets: behind, config: { consumeEnable: false } })
  const then = await runDiagnosis(ctx, input)
  await fake.stop()
  const dayLater = new Date(then.at.getTime() + 24 * 3_600_000)
  await forget(dayLater)
  const read = await getDiagnosis(ctx, { ...input, diagnosisId: then.diagnosisId })
  expect(JSON.stringify(read, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).toBe(
    JSON.stringify(then, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
  )
  expect((await listDiagnoses(ctx, { ...input, page: 1, pageSize: 10 })).items).toMatchObject([
    { diagnosisId: then.diagnosisId, firstCause: { cause: 'CONSUMPTION_OFF' }, by: 'worker' },
  ])
  await forget(new Date(then.at.getTime() + 91 * 24 * 3_600_000))
  await expect(getDiagnosis(ctx, { ...input, diagnosisId: then.diagnosisId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

it('G-25: a record belongs to its group, reading it needs the right to read, running it the right to run; the run is audited', async () => {
  const { input } = await registered(healthy)
  const viewer = await (await makePerson('viewer')).context()
  await expect(runDiagnosis(viewer, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await db().diagnosis.count({ where: { clusterId: input.clusterId } })).toBe(0)
  const { diagnosisId } = await runDiagnosis(ctx, input)
  expect(await getDiagnosis(viewer, { ...input, diagnosisId })).toMatchObject({ diagnosisId })
  await expect(getDiagnosis(viewer, { ...input, groupName: 'other', diagnosisId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const rows = await db().auditEvent.findMany({ where: { clusterId: input.clusterId, action: 'diagnosis.run' } })
  expect(rows).toMatchObject([{ targetName: groupName, actorName: 'worker' }])
})

it('G-25: a broker that does not answer is named, and the rest is still diagnosed', async () => {
  const fake = await startFakeCluster({
    brokers: 2,
    topics: [{ topicName: 'orders', readQueueNums: 1, writeQueueNums: 1 }],
    groups: [{ groupName, subscriptions: ['orders'], offsets: { orders: { 0: 0n } } }],
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  await runDiagnosis(ctx, { clusterId, groupName })
  fake.broker('broker-b').server.pause()
  const { firstCause, lines } = await runDiagnosis(ctx, { clusterId, groupName })
  expect(firstCause).toMatchObject({ cause: 'SERVERS_SILENT', params: { names: 'broker-b' } })
  expect(lines[0]?.evidence).toMatchObject([{ subject: 'broker-b', facts: { code: 'CLUSTER_TIMEOUT' } }])
})

it('G-25: many groups are diagnosed as a job, each with its first cause and its record', async () => {
  const { clusterId } = await registered(healthy)
  const operator = await makePerson('operator')
  const names = [groupName, 'not_there']
  const started = await batchGroups(await operator.context(), { clusterId, action: 'diagnose', groupNames: names })
  const { jobId } = started as { jobId: string } // no dry run
  await runJob(jobKinds, Number(jobId), new AbortController().signal)
  const { items } = await listJobItems(await operator.context(), { clusterId, jobId, page: 1, pageSize: 50 })
  const [record] = (await listDiagnoses(ctx, { clusterId, groupName, page: 1, pageSize: 50 })).items
  expect(record?.by).toBe(operator.name)
  expect(items).toMatchObject([
    { target: groupName, outcome: 'DONE', ...(record?.firstCause && { code: record.firstCause.cause }) },
    { target: 'not_there', outcome: 'FAILED', code: 'NOT_FOUND' },
  ])
  const viewer = await makePerson('viewer')
  await expect(
    batchGroups(await viewer.context(), { clusterId, action: 'diagnose', groupNames: names }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN', facts: { permission: 'diagnosis:run' } })
})

it('U-6: whoever may run it on a group needs no right on all of the cluster, and finds no other group', async () => {
  const { clusterId, input } = await registered(healthy)
  const narrow = { clusters: { clusterIds: [clusterId] }, topics: ['orders'], groups: [groupName] }
  const person = await (await makePerson('operator', { scope: narrow })).context()
  expect((await runDiagnosis(person, input)).lines.length).toBeGreaterThan(5)
  await expect(runDiagnosis(person, { clusterId, groupName: 'other' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
