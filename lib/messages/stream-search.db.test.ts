import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { queryMessages } from './query-messages.ts'
import type { MessageQuery } from './schema.ts'
import { streamSearch } from './stream-search.ts'
import { testFilter } from './test-filter.ts'

useDatabase()
let fake: FakeCluster
let clusterId: string
let admin: Context
const from = new Date(0)

beforeAll(async () => {
  fake = await startFakeCluster({ brokers: 2, topics: ['orders'] })
  for (let index = 0; index < 2_000; index++) {
    fake.broker(index % 2 ? 'broker-a' : 'broker-b').putMessage({
      topicName: 'orders',
      queueId: index % 8,
      body: index === 7 ? 'no json' : `{"amount":${index}}`,
      storeTimestamp: new Date(Date.UTC(2026, 10, 22, 14, 0, 0, index * 10)),
      ...(index % 100 === 0 && { tags: 'paid' }),
    })
  }
  admin = await (await makePerson('admin')).context()
  ;({ clusterId } = await createCluster(admin, { name: 'fake', environment: 'test', nameServers: fake.nameServers }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

interface Told {
  event: string
  data: {
    items?: { bodyPreview?: string }[]
    coverage?: { matched: number; stoppedBecause: string }
    reason?: string
    cursor?: string | null
  }
}

/** All events of a search, or up to the one that is asked for: then the reader leaves. */
async function eventsOf(ctx: Context, query: MessageQuery, until?: string): Promise<Told[]> {
  const { body } = await streamSearch(ctx, { clusterId, ...query })
  const events: Told[] = []
  const reader = (body as ReadableStream<Uint8Array>)
    .pipeThrough(
      new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>, // bytes are a BufferSource
    )
    .getReader() // it always streams
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return events
    const parts = (rest + value).split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const [event = '', data = ''] = part.split('\n').map((line) => line.slice(line.indexOf(': ') + 2))
      events.push({ event, data: JSON.parse(data) })
    }
    if (until && events.some(({ event }) => event === until)) {
      await reader.cancel()
      return events
    }
  }
}

const pulls = () =>
  fake.brokers.flatMap(({ server }) => server.requests).filter(({ code }) => code === RequestCode.PULL_MESSAGE).length

describe('a filter of the message query', () => {
  it('M-12: finds what matches, counts what it cannot judge, and says when all was read', async () => {
    const asked = { clusterId, topic: 'orders', mode: 'time' as const, from, filter: 'json.amount >= 1990' }
    const page = await queryMessages(admin, asked)
    expect(page.items).toHaveLength(10)
    expect(page.coverage).toMatchObject({
      stoppedBecause: 'complete',
      matched: 10,
      scanned: { messages: 2_000 },
      filterFaults: { count: 1, first: [{ code: 'BODY_NOT_JSON' }] },
    })
  })

  it('M-8: that looks at bodies needs the right to read them, another one does not', async () => {
    const viewer = await (await makePerson('viewer')).context()
    const asked = { clusterId, topic: 'orders', mode: 'time' as const, from }
    const denied = { code: 'FORBIDDEN', facts: { permission: 'message:read-body' } }
    await expect(queryMessages(viewer, { ...asked, filter: 'json.amount == 5' })).rejects.toMatchObject(denied)
    await expect(streamSearch(viewer, { ...asked, filter: 'body == ""' })).rejects.toMatchObject(denied)
    await expect(testFilter(viewer, { clusterId, topic: 'orders', filter: 'body == ""', n: 9 })).rejects.toMatchObject(
      denied,
    )
    const page = await queryMessages(viewer, { ...asked, filter: '"TAGS" in props && tags == "paid"' })
    expect(page.items).toHaveLength(20)
    expect(page.items.every((item) => !('bodyPreview' in item))).toBe(true)
  })

  it('M-12: a bad expression is refused with its position, before any slot or broker is used', async () => {
    const before = pulls()
    for (const filter of ['json.amount >', 'json.amount > 1 &&\n  oops']) {
      const asked = { clusterId, topic: 'orders', filter }
      const refused = { code: 'INVALID_INPUT', facts: { fields: [{ path: 'query.filter', rule: 'filter' }] } }
      await expect(queryMessages(admin, asked)).rejects.toMatchObject(refused)
      await expect(streamSearch(admin, asked)).rejects.toMatchObject(refused)
    }
    expect(pulls()).toBe(before)
  })

  it('travels in the cursor, and must not change on the way', async () => {
    const asked = { clusterId, topic: 'orders', mode: 'time' as const, from, filter: 'tags == "paid"', pageSize: 20 }
    const { cursor } = await queryMessages(admin, { ...asked, filter: 'json.amount > 1000' })
    expect(cursor).not.toBeNull()
    await expect(queryMessages(admin, { ...asked, cursor: cursor ?? '' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    const next = await queryMessages(admin, { clusterId, cursor: cursor ?? '', pageSize: 20 })
    expect(next.items).toHaveLength(20)
  })

  it('is tried on the newest messages', async () => {
    const test = await testFilter(admin, { clusterId, topic: 'orders', filter: 'json.amount >= 1990', n: 100 })
    expect(test).toMatchObject({ looked: 100, matched: 10, filterFaults: { count: 0 } })
    expect(test.items).toHaveLength(10)
    const wrong = await testFilter(admin, { clusterId, topic: 'orders', filter: 'json.nope == 1', n: 100 })
    expect(wrong).toMatchObject({
      matched: 0,
      filterFaults: { count: 100, first: [{ code: 'NO_SUCH_KEY' }, {}, {}, {}, {}] },
    })
  })
})

describe('a search as a stream', () => {
  it('gives the same rows, tells how far it is, and ends with its cursor', async () => {
    const query = { topic: 'orders', mode: 'time' as const, from, filter: 'json.amount < 10' }
    const events = await eventsOf(admin, query)
    const rows = events.flatMap(({ event, data }) => (event === 'rows' ? (data.items ?? []) : []))
    expect(rows).toHaveLength(9)
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'complete', cursor: null } })
    expect(events.at(-2)).toMatchObject({
      event: 'coverage',
      data: {
        coverage: { matched: 9, stoppedBecause: 'complete', scanned: { messages: 2_000 }, filterFaults: { count: 1 } },
      },
    })
  })

  it('M-8: has no byte of a body for who may not read it; for others it leaves a row in the audit', async () => {
    const viewer = await (await makePerson('viewer')).context()
    const query = { topic: 'orders', mode: 'newest' as const, n: 30 }
    expect(JSON.stringify(await eventsOf(viewer, query))).not.toContain('amount')
    const operator = await (await makePerson('operator')).context()
    expect(JSON.stringify(await eventsOf(operator, query))).toContain('amount')
    const rows = await vi.waitFor(async () => {
      const found = await db().auditEvent.findMany({
        where: { actorId: operator.actor.id },
        include: { outcome: true },
      })
      expect(found[0]?.outcome).not.toBeNull()
      return found
    })
    expect(rows).toMatchObject([{ action: 'message.read-body', targetName: 'orders', outcome: { outcome: 'SUCCESS' } }])
  })

  it('X-17: pulls no more once the reader has left, and gives its place to the next', async () => {
    const query = { topic: 'orders', mode: 'time' as const, from, filter: 'json.amount < 0' }
    const beforeWhole = pulls()
    await eventsOf(admin, query)
    const whole = pulls() - beforeWhole
    const beforeLeft = pulls()
    for (let turn = 0; turn < 4; turn++) await eventsOf(admin, query, 'coverage')
    // A search that was left holds no slot: of four, the last two could not have run.
    expect((await eventsOf(admin, { topic: 'orders', mode: 'newest', n: 5 })).at(-1)?.event).toBe('end')
    expect(pulls() - beforeLeft).toBeLessThan(4 * whole)
    const operator = await (await makePerson('operator')).context()
    const hanging = new AbortController()
    fake.broker('broker-a').server.pause()
    const asked = streamSearch({ ...operator, signal: hanging.signal }, { clusterId, ...query })
    const before = pulls()
    hanging.abort(new Error('the tab was closed'))
    await expect(asked).rejects.toThrow()
    fake.broker('broker-a').server.resume()
    expect(pulls() - before).toBeLessThanOrEqual(8)
  })
})
