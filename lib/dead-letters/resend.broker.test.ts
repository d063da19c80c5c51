import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin } from '#dev/rocketmq/mqadmin.ts'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import type { BatchPreview, StartedJob } from '#lib/jobs/schema.ts'
import { LiveSearch } from '#lib/messages/testing/live-search.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { listDeadLetterGroups } from './list-dead-letter-groups.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { resendDeadLetter } from './resend-dead-letter.ts'
import { settleDueResends } from './settle-resends.ts'
import { startResendJob } from './start-resend-job.ts'
import {
  type ResendConsumers,
  startGrpcResendConsumer,
  startResendConsumers,
} from './testing/start-resend-consumers.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const MESSAGES = 30
const SOON = { timeout: 120_000, interval: 500 }
/** Java starts several times, and a message is retried before it is given up. */
vi.setConfig({ testTimeout: 300_000 })

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const live = new LiveSearch(cluster, { requestTimeoutMs: 20_000 })
  const name = (what: string) => `h_dlq_${what}_${run}_${version.replaceAll('.', '_')}`
  const topicName = name('topic')
  const groupName = name('group')
  const other = name('other')
  const consumers: ResendConsumers[] = []
  const ctx = (): Context => workerContext(new AbortController().signal)
  let clusterId: string

  const start = async (...given: Parameters<typeof startResendConsumers>) => {
    const started = await startResendConsumers(...given)
    consumers.push(started)
    return started
  }
  const letters = async (filter: object = {}, group = groupName) => {
    const page = await listDeadLetters(ctx(), { clusterId, groupName: group, pageSize: 200, ...filter })
    expect(page.partial).toBeUndefined()
    return page.items
  }
  const settle = (now: Date) => settleDueResends(ctx(), now)
  const later = (seconds: number) => new Date(Date.now() + seconds * 1_000)
  const makeGroup = async (group: string, retryMaxTimes: number) => {
    const { admin } = await getCluster(ctx(), clusterId)
    const { failed, unknown } = await admin.groups.create(live.masters, { groupName: group, retryMaxTimes })
    expect([...failed, ...unknown]).toEqual([])
  }
  const send = async (count: number, topic = topicName) => {
    for (let index = 0; index < count; index++) {
      const server = live.masters[index % live.masters.length]
      if (!server) throw new Error('no master')
      const properties = {
        UNIQ_KEY: `${randomBytes(16).toString('hex').toUpperCase()}`,
        KEYS: `order-${index}`,
        TAGS: 'paid',
        region: 'eu',
      }
      await live.send(server, { topicName: topic, queueId: 0, body: Buffer.from(`{"order":${index}}`), properties })
    }
  }

  beforeAll(async () => {
    ;({ clusterId } = await registerLab(cluster))
    await live.createTopic(topicName, 1)
    await makeGroup(groupName, 1)
    await makeGroup(other, 16)
  })
  afterAll(async () => {
    await Promise.all(consumers.map((each) => each.stop().catch(() => {})))
    live.close()
    closeAllClusters()
  })

  it('M-20, M-21, M-23: a group gives up 30 messages; sent again to it alone, it gets each of them once, and nobody else any', async () => {
    const failing = await start(cluster, { topicName, failing: [groupName], working: [other] })
    await send(MESSAGES)
    const dead = await vi.waitFor(async () => {
      const found = await letters()
      expect(found).toHaveLength(MESSAGES)
      return found
    }, SOON)
    await failing.stop()
    expect(failing.delivered().filter((each) => each.groupName === other)).toHaveLength(MESSAGES)
    expect(dead[0]).toMatchObject({ originTopic: topicName, state: 'NEW', reconsumeTimes: 2, tags: 'paid' })
    expect(await letters({ key: 'order-7' })).toHaveLength(1)
    expect(await letters({ id: dead[3]?.uniqKey })).toMatchObject([{ keys: dead[3]?.keys }])
    expect(await letters({ to: later(-3_600) })).toEqual([])
    // M-23: what waited for its retry is still to be seen, with the number of its try.
    const tried = await letters({ topic: `%RETRY%${groupName}` })
    expect(tried).toHaveLength(MESSAGES)
    expect(tried[0]).toMatchObject({ label: 'RETRY', reconsumeTimes: 1, originTopic: topicName })
    const { items: groups } = await listDeadLetterGroups(ctx(), { clusterId, page: 1, pageSize: 50, q: groupName })
    expect(groups).toMatchObject([{ stored: { value: 30n }, new24h: { value: 30n }, originTopics: [topicName] }])

    // Nobody is online.
    const [one] = dead
    const messageId = one?.offsetMsgId ?? ''
    await resendDeadLetter(ctx(), { clusterId, groupName, messageId, to: 'GROUP' })
    const body = { filter: { state: ['NEW' as const] }, to: 'GROUP' as const, ratePerSecond: 100 }
    const operator = await makePerson('operator')
    const asOperator = () => operator.context()
    const preview = (await startResendJob(ctx(), { clusterId, groupName, dryRun: true, ...body })) as BatchPreview
    expect(preview.total).toBe(MESSAGES - 1)
    const { confirm, revision } = preview
    const started = await startResendJob(await asOperator(), { clusterId, groupName, ...body, confirm, revision })
    const { jobId } = started as StartedJob
    await runJob(jobKinds, Number(jobId), new AbortController().signal)
    expect(await getJob(ctx(), { clusterId, jobId })).toMatchObject({ state: 'DONE', done: MESSAGES - 1 })
    await settle(later(60))
    const waiting = await letters()
    expect(waiting).toHaveLength(MESSAGES)
    expect(
      waiting.every(({ state, resends, successes }) => state === 'RESENT' && resends === 1 && successes === 0),
    ).toBe(true)

    // The consumer is fixed and comes back.
    const fixed = await start(cluster, { topicName, working: [groupName, other] })
    // Of what was not committed when a client ended, its group gets the old copies too.
    const resent = () => fixed.delivered().filter(({ resendOf }) => resendOf !== '-')
    await vi.waitFor(() => expect(resent()).toHaveLength(MESSAGES), SOON)
    await vi.waitFor(async () => {
      await settle(later(120))
      const now = await letters()
      expect(now.every(({ lastResend }) => lastResend?.state !== 'SENT')).toBe(true)
    }, SOON)
    const toGroup = resent()
    expect(toGroup.every((each) => each.groupName === groupName)).toBe(true)
    expect(new Set(toGroup.map(({ keys }) => keys)).size).toBe(MESSAGES)
    expect(toGroup).toHaveLength(MESSAGES)
    const origins = new Map(dead.map(({ keys, uniqKey }) => [keys[0], uniqKey]))
    for (const each of toGroup) {
      expect(each).toMatchObject({ topicName, retries: 0, resendOf: origins.get(each.keys) })
    }
    await settle(later(3_600))
    const settled = await letters()
    expect(settled).toHaveLength(MESSAGES)
    expect(
      settled.every(({ state, resends, successes }) => state === 'SUCCEEDED' && resends === 1 && successes === 1),
    ).toBe(true)
    await fixed.stop()
  })

  it('M-21: what fails once more is a dead letter again, told as such under the same origin', async () => {
    const group = name('again')
    await makeGroup(group, 1)
    const failing = await start(cluster, { topicName, failing: [group] })
    const first = await vi.waitFor(async () => {
      const found = await letters({ key: 'order-1' }, group)
      expect(found).toHaveLength(1)
      return found[0]
    }, SOON)
    const messageId = first?.offsetMsgId ?? ''
    await resendDeadLetter(ctx(), { clusterId, groupName: group, messageId, to: 'GROUP' })
    const both = await vi.waitFor(async () => {
      const found = await letters({ key: 'order-1' }, group)
      expect(found).toHaveLength(2)
      return found
    }, SOON)
    expect(both.map(({ originId, state }) => ({ originId, state }))).toEqual(
      Array(2).fill({ originId: first?.uniqKey, state: 'FAILED_AGAIN' }),
    )
    await failing.stop()
  })

  it('M-28: a topic of permission 2 is told apart, and readable after the change', async () => {
    await mqadmin(cluster, ['updateTopicPerm', '-c', cluster.clusterName, '-t', `%DLQ%${groupName}`, '-p', '2'])
    await (await getCluster(ctx(), clusterId)).getInventory({ fresh: true })
    const page = await listDeadLetters(ctx(), { clusterId, groupName, pageSize: 200 })
    expect(page.writeOnlyOn.length).toBeGreaterThan(0)
    expect(page.coverage.stoppedBecause).toBe('failed')
    await updateTopic(ctx(), { clusterId, topicName: `%DLQ%${groupName}`, permission: 'RW' })
    expect(await letters()).toHaveLength(MESSAGES)
  })

  it.runIf(version === '5.5.0')('M-21: a group that consumes by POP gets it from the retry topic of POP', async () => {
    const group = name('pop')
    const topic = name('poptopic')
    await live.createTopic(topic, 1)
    await makeGroup(group, 1)
    const failing = await startGrpcResendConsumer(cluster, { topicName: topic, groupName: group, fails: true })
    consumers.push(failing)
    await send(1, topic)
    const dead = await vi.waitFor(
      async () => {
        const [found] = await letters({}, group)
        expect(found).toBeDefined()
        return found
      },
      { timeout: 150_000, interval: 1_000 },
    )
    await failing.stop()
    expect(dead).toMatchObject({ originTopic: topic, keys: ['order-0'] })
    const sent = await resendDeadLetter(ctx(), {
      clusterId,
      groupName: group,
      messageId: dead?.offsetMsgId ?? '',
      to: 'GROUP',
    })
    expect(sent.topicName).toMatch(new RegExp(`^%RETRY%${group}[_+]${topic}$`))
    const fixed = await startGrpcResendConsumer(cluster, { topicName: topic, groupName: group, fails: false })
    consumers.push(fixed)
    await vi.waitFor(() => expect(fixed.delivered()).toHaveLength(1), SOON)
    expect(fixed.delivered()).toMatchObject([
      { groupName: group, topicName: topic, keys: 'order-0', resendOf: dead?.originId },
    ])
    // What the broker needed for it is gone.
    const { groupConfigs } = await (await getCluster(ctx(), clusterId)).getGroupInventory({ fresh: true })
    expect(groupConfigs.some(({ configs }) => configs.has(`${group}_${topic}`))).toBe(false)
    await fixed.stop()
  })

  it.runIf(version === '5.5.0')(
    'M-21: to ordered consumers the broker does not give it, and that is said',
    async () => {
      const group = name('ordered')
      const topic = name('orderedtopic')
      await live.createTopic(topic, 1)
      await makeGroup(group, 1)
      const failing = await start(cluster, { topicName: topic, failing: [group], isOrdered: true })
      await send(1, topic)
      const dead = await vi.waitFor(async () => {
        const [found] = await letters({}, group)
        expect(found).toBeDefined()
        return found
      }, SOON)
      const messageId = dead?.offsetMsgId ?? ''
      await expect(
        resendDeadLetter(ctx(), { clusterId, groupName: group, messageId, to: 'GROUP' }),
      ).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason: 'ORDERED' } })
      await resendDeadLetter(ctx(), { clusterId, groupName: group, messageId, to: 'ORIGIN', again: true })
      await vi.waitFor(() => {
        expect(failing.delivered().some(({ resendOf }) => resendOf === dead?.originId)).toBe(true)
      }, SOON)
      await failing.stop()
    },
  )
})
