import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readTopicList } from '#dev/rocketmq/mqadmin-output.ts'
import { exportList } from '#lib/api/export-list.ts'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { batchGroups } from '#lib/groups/batch-groups.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { startCleanup } from '#lib/nodes/clean-up-broker.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { listTopicsEndpoint } from '#lib/topics/api.ts'
import { batchTopics } from '#lib/topics/batch-topics.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { listTopics } from '#lib/topics/list-topics.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { cancelJob } from './control-job.ts'
import { getJob } from './get-job.ts'
import { listJobItems } from './list-job-items.ts'
import { runJob } from './run-job.ts'
import type { BatchAnswer, BatchPreview } from './schema.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(3).toString('hex')
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const prefix = `batch_${version.replaceAll('.', '')}_${run}`
  let clusterId = ''
  let clusterName = ''
  let masters = 0
  let operator: Person
  let admin: Person
  const worker = () => workerContext(new AbortController().signal)

  beforeAll(async () => {
    const registered = await registerLab(cluster)
    clusterId = registered.clusterId
    clusterName = registered.name
    operator = await makePerson('operator')
    admin = await makePerson('admin')
    await checkNodes(worker(), { clusterId, now: new Date() })
    const live = await getCluster(worker(), clusterId)
    masters = masterServers(await live.admin.cluster.get()).length
  })

  const preview = (answer: BatchAnswer): BatchPreview => {
    if ('dryRun' in answer) return answer
    throw new Error('It was started')
  }
  async function finish(answer: BatchAnswer) {
    if ('dryRun' in answer) throw new Error('It was a dry run')
    await runJob(jobKinds, Number(answer.jobId), new AbortController().signal)
    const key = { clusterId, jobId: answer.jobId }
    const ctx = await operator.context()
    const { items } = await listJobItems(ctx, { ...key, page: 1, pageSize: 500 })
    return { job: await getJob(ctx, key), items }
  }
  const topicNames = async () =>
    readTopicList(await mqadmin(cluster, ['topicList'])).filter((name) => name.startsWith(prefix))

  it('T-19: of 200 lines with 3 invalid and 2 existing the dry run says so, and the job creates 195', async () => {
    const like = { clusterId, queuesPerBroker: 4, type: 'NORMAL' as const }
    await createTopic(worker(), { ...like, topicName: `${prefix}_same` })
    await createTopic(worker(), { ...like, topicName: `${prefix}_other`, queuesPerBroker: 6 })
    const fresh = Array.from({ length: 195 }, (_, index) => `${prefix}_${index}`)
    const text = [
      'name,type,queues,where,permission,remark,labels,owner',
      `${prefix}_same,NORMAL,4,,,,,`,
      ...fresh.map((name) => `${name},NORMAL,4,,RW,"made, in bulk",team=pay;tier=gold,pay`),
      `${prefix}_other,NORMAL,4,,,,,`,
      'not a name,NORMAL,4,,,,,',
      `${prefix}_type,SQUARE,4,,,,,`,
      `${prefix}_0,NORMAL,4,,,,,`,
    ].join('\r\n')
    const body = { clusterId, action: 'create' as const, format: 'csv' as const, text }
    const told = preview(await batchTopics(await operator.context(), { ...body, dryRun: true }))
    expect(told.total).toBe(195)
    expect(told.lines?.map(({ line, target, status }) => [line, target, status])).toEqual([
      [2, `${prefix}_same`, 'EXISTS_SAME'],
      [198, `${prefix}_other`, 'EXISTS_DIFFERENT'],
      [199, 'not a name', 'INVALID'],
      [200, `${prefix}_type`, 'INVALID'],
      [201, `${prefix}_0`, 'INVALID'],
    ])
    expect(told.lines?.[1]?.details).toEqual(['queues is 6, not 4'])
    expect(told.lines?.[4]?.details).toEqual(['line 3 names it already'])
    expect(await topicNames()).toHaveLength(2)

    const { job, items } = await finish(await batchTopics(await operator.context(), body))
    expect(job).toMatchObject({ state: 'DONE', done: 195, failed: 0, skipped: 5, unknown: 0, total: 200 })
    expect(items[0]).toMatchObject({ outcome: 'SKIPPED', code: 'EXISTS_SAME', remark: 'Line 2' })
    expect((await topicNames()).sort()).toEqual([...fresh, `${prefix}_same`, `${prefix}_other`].sort())
    const stored = await db().resourceMetadata.findFirstOrThrow({ where: { clusterId, name: `${prefix}_7` } })
    expect(stored).toMatchObject({ remark: 'made, in bulk', owner: 'pay', labels: { team: 'pay', tier: 'gold' } })

    // The list as a file is an import that changes nothing.
    const ctx = await operator.context()
    const file = await exportList(ctx, listTopicsEndpoint, { clusterId, format: 'csv' }, (page) =>
      listTopics(ctx, { clusterId, q: `${prefix}*`, ...page }),
    )
    const listed = { ...body, text: await new Response(file.body).text(), dryRun: true }
    const unchanged = preview(await batchTopics(ctx, listed))
    expect(unchanged.total).toBe(0)
    expect(new Set(unchanged.lines?.map(({ status, details }) => `${status} ${details}`))).toEqual(
      new Set(['EXISTS_SAME ']),
    )
    expect(unchanged.lines).toHaveLength(197)

    // The same file once more creates nothing.
    const again = preview(await batchTopics(await operator.context(), { ...body, dryRun: true }))
    expect(again.total).toBe(0)
    expect(again.lines?.filter(({ status }) => status === 'EXISTS_SAME')).toHaveLength(196)
    await expect(batchTopics(await operator.context(), body)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('T-20: of 50 topics to delete one is protected: 49 are gone, one is listed', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `${prefix}_${index}`)
    await updateTopic(worker(), { clusterId, topicName: `${prefix}_49`, deletionProtection: true })
    const body = { clusterId, action: 'delete' as const, topicNames: names, reason: 'unused' }
    const told = preview(await batchTopics(await operator.context(), { ...body, dryRun: true }))
    expect(told).toMatchObject({ total: 49, confirm: `49 ${clusterName}` })
    expect(told.skipped).toEqual([
      { target: `${prefix}_49`, code: 'PROTECTED', detail: `${prefix}_49 has deletion protection.` },
    ])
    await expect(batchTopics(await operator.context(), { ...body, confirm: '49' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.confirm' }] },
    })
    const { job, items } = await finish(await batchTopics(await operator.context(), { ...body, confirm: told.confirm }))
    expect(job).toMatchObject({ state: 'DONE', done: 49, skipped: 1, failed: 0, total: 50 })
    expect(items.filter(({ outcome }) => outcome !== 'DONE').map(({ target, code }) => [target, code])).toEqual([
      [`${prefix}_49`, 'PROTECTED'],
    ])
    const left = await topicNames()
    expect(names.filter((name) => left.includes(name))).toEqual([`${prefix}_49`])
  })

  it('T-20: stopped in the middle, what is gone is listed as done, and the rest is still there', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${prefix}_${100 + index}`)
    const answer = await batchTopics(await operator.context(), {
      clusterId,
      action: 'delete',
      topicNames: names,
      confirm: `40 ${clusterName}`,
      ratePerSecond: 10,
    })
    const { jobId } = answer as { jobId: string } // no dry run
    const key = { clusterId, jobId }
    const kinds = {
      ...jobKinds,
      'topic.delete': {
        ...jobKinds['topic.delete'],
        perform: async (...given: Parameters<(typeof jobKinds)['topic.delete']['perform']>) => {
          if (given[1].target === names[5]) await cancelJob(await operator.context(), key)
          return jobKinds['topic.delete'].perform(...given)
        },
      },
    }
    await runJob(kinds, Number(jobId), new AbortController().signal)
    const ctx = await operator.context()
    expect((await getJob(ctx, key)).state).toBe('CANCELLED')
    const { items } = await listJobItems(ctx, { ...key, page: 1, pageSize: 500 })
    const left = new Set(await topicNames())
    expect(items.length).toBe(40)
    for (const { target, outcome } of items) expect([target, left.has(target)]).toEqual([target, outcome === null])
    expect(items.filter(({ outcome }) => outcome === 'DONE').length).toBeGreaterThan(4)
  })

  it('changes many topics that a filter finds', async () => {
    const body = {
      clusterId,
      action: 'update' as const,
      filter: { q: `${prefix}_15*` },
      patch: { queuesPerBroker: 5, owner: 'ops' },
    }
    const told = preview(await batchTopics(await operator.context(), { ...body, dryRun: true }))
    // 15 is gone; 150 to 159 are there.
    expect(told.total).toBe(10)
    const { confirm, revision } = told
    await expect(batchTopics(await operator.context(), { ...body, confirm })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.revision' }] },
    })
    await expect(
      batchTopics(await operator.context(), { ...body, confirm, revision: 'of others' }),
    ).rejects.toMatchObject({
      code: 'PREVIEW_STALE',
    })
    const { job } = await finish(await batchTopics(await operator.context(), { ...body, confirm, revision }))
    expect(job).toMatchObject({ state: 'DONE', done: 10 })
    const route = await mqadmin(cluster, ['topicRoute', '-t', `${prefix}_150`])
    expect(route.match(/"writeQueueNums": ?5/g)?.length).toBe(masters)
  })

  it('G-23: a CSV of 100 groups with a dry run, then 20 of them deleted, a result for each', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `${prefix}_g${index}`)
    const text = ['name,maxRetries,owner', ...names.map((name) => `${name},${name.endsWith('7') ? 3 : 16},pay`)].join(
      '\n',
    )
    const body = { clusterId, action: 'create' as const, format: 'csv' as const, text }
    expect(preview(await batchGroups(await operator.context(), { ...body, dryRun: true }))).toMatchObject({
      total: 100,
      lines: [],
    })
    const created = await finish(await batchGroups(await operator.context(), body))
    expect(created.job).toMatchObject({ state: 'DONE', done: 100, total: 100 })
    const config = await mqadmin(cluster, ['getConsumerConfig', '-g', `${prefix}_g7`])
    expect(config.match(/retryMaxTimes += +3$/gm)?.length).toBe(masters)

    const doomed = names.slice(0, 20)
    const deletion = { clusterId, action: 'delete' as const, groupNames: doomed }
    const told = preview(await batchGroups(await operator.context(), { ...deletion, dryRun: true }))
    const deleted = await finish(await batchGroups(await operator.context(), { ...deletion, confirm: told.confirm }))
    expect(deleted.job).toMatchObject({ state: 'DONE', done: 20 })
    expect(deleted.items.map(({ target, outcome }) => [target, outcome])).toEqual(doomed.map((name) => [name, 'DONE']))
    // What is gone has no config any more; asked by name a broker would make one, so all are asked for.
    const again = preview(await batchGroups(await operator.context(), { ...body, dryRun: true }))
    expect(again.total).toBe(20)
  })

  it('C-25: brokers are cleaned as a job, with a result per broker; operators are refused', async () => {
    const input = { clusterId, brokerName: 'broker-a', brokerId: 0, everywhere: true }
    await expect(startCleanup(await operator.context(), { ...input, kind: 'cleanExpiredCQ' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      facts: { permission: 'broker:cleanup' },
    })
    for (const kind of ['cleanExpiredCQ', 'cleanUnusedTopic'] as const) {
      const { job, items } = await finish(await startCleanup(await admin.context(), { ...input, kind }))
      expect(job).toMatchObject({ state: 'DONE', failed: 0 })
      expect(items.length).toBeGreaterThanOrEqual(masters)
      expect(items.every(({ outcome }) => outcome === 'DONE')).toBe(true)
    }
    const rows = await db().auditEvent.findMany({
      where: { clusterId, action: 'broker.cleanup' },
      include: { outcome: true },
    })
    expect(rows.length).toBeGreaterThanOrEqual(2 * masters)
    expect(rows.every(({ outcome, actorName }) => outcome?.outcome === 'SUCCESS' && actorName === admin.name)).toBe(
      true,
    )
  })
})
