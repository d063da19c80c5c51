import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { TailEvents } from '../schema.ts'
import { tailMessages } from './tail-messages.ts'
import type { TailQuery } from './tail-reader.ts'

useDatabase()
afterAll(closeAllClusters)

type Event = {
  [Name in keyof typeof TailEvents]: { name: Name; data: ReturnType<(typeof TailEvents)[Name]['decode']> }
}[keyof typeof TailEvents]

/** A tail that is read as a browser does. */
async function follow(ctx: Context, clusterId: string, parts: Partial<TailQuery> = {}) {
  const { headers, body } = await tailMessages(ctx, { clusterId, topics: ['orders'], from: 'now', ...parts })
  expect(headers['content-type']).toContain('text/event-stream')
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  onTestFinished(() => reader.cancel().catch(() => {}))
  const events: Event[] = []
  const reading = (async () => {
    const decoder = new TextDecoder()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      for (const text of decoder.decode(value).split('\n\n').filter(Boolean)) {
        const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(text) ?? []
        const schema = TailEvents[name as keyof typeof TailEvents]
        events.push({ name, data: schema.parse(JSON.parse(data)) } as unknown as Event) // of the very schema
      }
    }
  })()
  const all = <Name extends Event['name']>(name: Name) =>
    events.flatMap((event) => (event.name === name ? [event.data as Extract<Event, { name: Name }>['data']] : []))
  const rows = () => all('rows').flatMap(({ items }) => items)
  const skipped = () => all('skipped').reduce((sum, { count }) => sum + count, 0n)
  const until = (condition: () => boolean | Promise<boolean>, timeout = 5_000) =>
    vi.waitFor(
      async () => {
        if (!(await condition())) throw new Error(`so far ${events.map(({ name }) => name).join(' ')}`)
      },
      { timeout, interval: 20 },
    )
  await until(() => all('state').length > 0)
  return { all, rows, skipped, until, reading, close: () => reader.cancel() }
}

async function registered() {
  const fake = await startFakeCluster({ brokers: 2, topics: ['orders', 'pays', 'stock'] })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500 })
  return { fake, clusterId }
}
const put = (
  fake: FakeCluster,
  topicName: string,
  index: number,
  parts: { tags?: string; storeTimestamp?: Date } = {},
) =>
  fake
    .broker(index % 2 ? 'broker-a' : 'broker-b')
    .putMessage({ topicName, queueId: index % 8, body: `secret ${index}`, ...parts })
/** Requests about a topic that a tail sends. */
const looksAt = ({ brokers }: FakeCluster, topicName: string) =>
  brokers
    .flatMap(({ server }) => server.requests)
    .filter(({ code, extFields }) => codes.includes(code) && extFields.topic === topicName).length
const codes: number[] = [RequestCode.PULL_MESSAGE, RequestCode.GET_TOPIC_STATS_INFO]
const leaving = () => {
  const controller = new AbortController()
  return { ctx: workerContext(controller.signal), leave: () => controller.abort() }
}

describe('a tail', () => {
  it('M-13: shows what arrives in three topics within 2 s, oldest first, and nothing of before', async () => {
    const { fake, clusterId } = await registered()
    for (let index = 0; index < 20; index++) put(fake, 'orders', index)
    const tail = await follow(leaving().ctx, clusterId, { topics: ['orders', 'pays', 'stock'] })
    expect(tail.rows()).toEqual([])
    for (let index = 0; index < 12; index++) put(fake, ['orders', 'pays', 'stock'][index % 3] ?? '', index)
    await tail.until(() => tail.rows().length === 12, 2_000)
    const times = tail.rows().map(({ storeTimestamp }) => storeTimestamp.getTime())
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(tail.rows()[0]).toMatchObject({ bodyPreview: expect.stringContaining('secret') })
    expect(tail.skipped()).toBe(0n)
    expect(tail.all('state').at(-1)).toMatchObject({ queues: { read: 48, all: 48 }, partial: [] })
  })

  it('begins with the last ten of each topic where that is asked for', async () => {
    const { fake, clusterId } = await registered()
    for (let index = 0; index < 40; index++)
      put(fake, index % 2 ? 'orders' : 'pays', index, { storeTimestamp: new Date(1_000 * index) })
    const tail = await follow(leaving().ctx, clusterId, { topics: ['orders', 'pays', 'stock'], from: 'last10' })
    const bodies = tail.rows().map(({ bodyPreview }) => bodyPreview)
    expect(bodies.toSorted()).toEqual(Array.from({ length: 20 }, (_, index) => `secret ${index + 20}`).toSorted())
    expect(tail.skipped()).toBe(0n)
  })

  it('M-13: shows at most 50 a second of 500, the newest, and counts the others exactly', async () => {
    const { fake, clusterId } = await registered()
    const tail = await follow(leaving().ctx, clusterId)
    let sent = 0
    for (let second = 0; second < 3; second++) {
      for (let index = 0; index < 500; index++) put(fake, 'orders', sent++)
      const looks = tail.all('state').length
      await tail.until(() => tail.all('state').length > looks)
    }
    await tail.until(() => BigInt(tail.rows().length) + tail.skipped() === BigInt(sent))
    for (const { items } of tail.all('rows')) expect(items.length).toBeLessThanOrEqual(50)
    expect(tail.skipped()).toBeGreaterThan(1_000n)
    expect(new Set(tail.rows().map(({ offsetMsgId }) => offsetMsgId)).size).toBe(tail.rows().length)
    const counted = tail.all('state').reduce((sum, { arrived }) => sum + (arrived.orders ?? 0n), 0n)
    expect(counted).toBe(BigInt(sent))
  })

  it('narrows by queue and by tag, and counts what is of another tag', async () => {
    const { fake, clusterId } = await registered()
    const tail = await follow(leaving().ctx, clusterId, { tag: 'paid', queues: ['broker-a:1', 'broker-a:3'] })
    for (let index = 0; index < 16; index++) put(fake, 'orders', index, { tags: index % 4 === 1 ? 'paid' : 'open' })
    await tail.until(() => tail.rows().length === 2, 3_000)
    await tail.until(() => tail.all('state').reduce((sum, { filteredOut }) => sum + filteredOut, 0n) === 2n)
    expect(
      tail
        .rows()
        .every(({ tags, brokerName, queueId }) => tags === 'paid' && brokerName === 'broker-a' && queueId === 1),
    ).toBe(true)
  })

  it.each(['abort', 'cancel'] as const)('M-13: whoever leaves (%s) is asked for no more within 3 s', async (how) => {
    const { fake, clusterId } = await registered()
    const { ctx, leave } = leaving()
    const tail = await follow(ctx, clusterId)
    const other = await follow(leaving().ctx, clusterId, { topics: ['pays'] })
    await tail.until(() => tail.all('state').length >= 2)
    const leftAt = performance.now()
    if (how === 'abort') leave()
    else await tail.close()
    await tail.reading
    expect(performance.now() - leftAt).toBeLessThan(3_000)
    const before = looksAt(fake, 'orders')
    const looks = other.all('state').length
    put(fake, 'orders', 1)
    await other.until(() => other.all('state').length >= looks + 3)
    expect(looksAt(fake, 'orders')).toBe(before)
  })

  it('goes on while a broker is silent, and names it', async () => {
    const { fake, clusterId } = await registered()
    const tail = await follow(leaving().ctx, clusterId)
    fake.broker('broker-b').server.pause()
    put(fake, 'orders', 1)
    await tail.until(() => tail.rows().length === 1)
    await tail.until(() => tail.all('state').at(-1)?.partial[0]?.brokerName === 'broker-b')
    expect(tail.all('state').at(-1)?.queues).toEqual({ read: 8, all: 16 })
    put(fake, 'orders', 2)
    fake.broker('broker-b').server.resume()
    await tail.until(() => tail.rows().length === 2)
  })

  it('ends when its topic is gone, with the reason', async () => {
    const { fake, clusterId } = await registered()
    const tail = await follow(leaving().ctx, clusterId)
    for (const { store } of fake.brokers) store.deleteTopic('orders')
    await tail.until(() => tail.all('end').length > 0, 20_000)
    expect(tail.all('end')).toMatchObject([{ reason: 'topic' }])
    await tail.reading
  })
})

describe('rights and limits', () => {
  it('are refused to a viewer and for an unknown topic', async () => {
    const { clusterId } = await registered()
    const viewer = await (await makePerson('viewer')).context()
    const query = { clusterId, topics: ['orders'], from: 'now' as const }
    await expect(tailMessages(viewer, query)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const attempt = tailMessages(leaving().ctx, { ...query, topics: ['orders', 'nowhere'] })
    await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a person has two at most, and a third once one is closed; each is one row in the audit', async () => {
    const { fake, clusterId } = await registered()
    const operator = await (await makePerson('operator')).context()
    const first = await follow(operator, clusterId)
    await follow(operator, clusterId)
    await expect(follow(operator, clusterId)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 2, used: 2 },
    })
    put(fake, 'orders', 1)
    await first.until(() => first.rows().length === 1)
    await first.close()
    const where = { actorId: operator.actor.id, action: 'message.read-body' }
    const ended = async () =>
      (await db().auditEvent.findMany({ where, include: { outcome: true } })).filter(({ outcome }) => outcome)
    await first.until(async () => (await ended()).length > 0)
    expect(await ended()).toMatchObject([
      { targetName: 'orders', outcome: { outcome: 'SUCCESS', after: { messages: 1 } } },
    ])
    await follow(operator, clusterId)
  })
})
