import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import type { SentMessage, TestMessage } from '#lib/rocketmq/testing/send-message.ts'
import { findById } from './find-by-id.ts'
import { bodyBytesOf, bodyOf } from './message-body.ts'
import type { MessageItem } from './schema.ts'
import { LiveSearch, startForwarder } from './testing/live-search.ts'

const lab = inject('lab')
const run = randomBytes(4).toString('hex')
afterAll(() => stopMqadmin())

const uniqKey = () => `01${randomBytes(16).toString('hex')}`.toUpperCase()
const times = (items: readonly MessageItem[]) => items.map(({ storeTimestamp }) => storeTimestamp.getTime())
const idsOf = (items: readonly MessageItem[]) => items.map(({ offsetMsgId }) => offsetMsgId)

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const live = new LiveSearch(lab[version])
  const topic = `h_messages_${run}_${version.replaceAll('.', '_')}`
  let masters: Server[] = []
  const send = (index: number, message: Partial<TestMessage>) => {
    const server = masters[index % masters.length]
    if (!server) throw new Error('no master')
    const queueId = Math.floor(index / masters.length) % 4
    return live.send(server, { topicName: topic, queueId, body: Buffer.from(`{"i":${index}}`), ...message })
  }

  const isInQueue = async ({ queueId, queueOffset }: SentMessage, index: number) => {
    const broker = masters[index]?.brokerName ?? ''
    const found = await only(live.query({ mode: 'position', topic, broker, queueId, offset: `${queueOffset}`, n: 1 }))
    // Of an offset that is not there yet it is the last message before.
    expect(found.queueOffset).toBe(queueOffset)
    return found
  }

  beforeAll(async () => {
    masters = await live.createTopic(topic, 8 / (version === '5.5.0' ? 2 : 1))
  })
  afterAll(() => live.close())

  it('M-1: finds one message by each of its marks, and mqadmin agrees', async () => {
    const id = uniqKey()
    const [before, sent, after] = await inTurn([
      () => send(0, { properties: { UNIQ_KEY: uniqKey(), TAGS: 'open' } }),
      () => send(0, { properties: { UNIQ_KEY: id, TAGS: 'm1', KEYS: `${run}-a ${run}-b` } }),
      () => send(0, { properties: { UNIQ_KEY: uniqKey(), TAGS: 'open' } }),
    ])
    const byOffsetId = await only(live.query({ mode: 'id', id: sent.offsetMsgId }))
    expect(byOffsetId).toMatchObject({ uniqKey: id, queueOffset: sent.queueOffset, keys: [`${run}-a`, `${run}-b`] })
    const { brokerName, storeTimestamp } = byOffsetId
    const at = storeTimestamp.toISOString()
    const asked: Parameters<LiveSearch['query']>[0][] = [
      { mode: 'id', topic, id },
      { mode: 'key', topic, key: `${run}-b` },
      { mode: 'time', topic, from: at, to: at, tag: 'm1' },
      { mode: 'newest', topic, n: 1, tag: 'm1' },
      { mode: 'position', topic, broker: brokerName, queueId: sent.queueId, offset: `${sent.queueOffset}`, n: 1 },
    ]
    for (const query of asked) {
      // The index is built a moment after the message is stored.
      const row = await vi.waitFor(() => only(live.query(query)), { timeout: 120_000 })
      expect(row).toEqual(byOffsetId)
    }
    const newest = await live.query({ mode: 'newest', topic, n: 3 })
    expect(idsOf(newest.items)).toEqual([after, sent, before].map(({ offsetMsgId }) => offsetMsgId))
    const cluster = lab[version]
    const oracle = await inTurn([
      () => mqadmin(cluster, `queryMsgById -i ${sent.offsetMsgId}${version === '5.5.0' ? ` -t ${topic}` : ''}`),
      () => mqadmin(cluster, `queryMsgByUniqueKey -i ${id} -t ${topic}`),
      () => mqadmin(cluster, `queryMsgByKey -t ${topic} -k ${run}-b`),
    ])
    for (const text of oracle.slice(0, 2)) {
      expect(text).toMatch(new RegExp(`CommitLog Offset:\\s+${BigInt(`0x${sent.offsetMsgId.slice(16)}`)}\\b`))
      expect(text).toMatch(new RegExp(`Queue Offset:\\s+${sent.queueOffset}\\b`))
    }
    expect(oracle[2]).toContain(id)
  })

  it('M-2: pages 2,000 interleaved messages in order while more arrive, none twice, none left out', async () => {
    const from = new Date(Date.now() - 1).toISOString()
    const sent = await Promise.all(Array.from({ length: 2_000 }, (_, index) => send(index, {})))
    // A broker answers a send before the message is in its queue, where messages arrive in the order of the commit log.
    const stored = await vi.waitFor(
      () =>
        Promise.all(
          masters.map((_, index) => isInQueue(lastOf(sent.filter((_, at) => at % masters.length === index)), index)),
        ),
      { timeout: 120_000 },
    )
    const to = new Date(Math.max(...times(stored))).toISOString()
    for (const order of ['newest', 'oldest'] as const) {
      let isReading = true
      const arriving = (async () => {
        for (let index = 0; isReading; index++) await send(index, {})
      })()
      const pages = await live.queryAll({ mode: 'time', topic, from, to, order, pageSize: 100 })
      isReading = false
      await arriving
      const items = pages.flatMap((page) => page.items)
      const sentIds = new Set(sent.map(({ offsetMsgId }) => offsetMsgId))
      const found = idsOf(items).filter((id) => sentIds.has(id))
      expect(found).toHaveLength(2_000)
      expect(new Set(idsOf(items)).size).toBe(items.length)
      const sorted = times(items).toSorted((a, b) => (order === 'oldest' ? a - b : b - a))
      expect(times(items)).toEqual(sorted)
      expect(pages.at(-1)?.coverage.stoppedBecause).toBe('complete')
    }
    const { brokerName } = masters[0] ?? { brokerName: '' }
    const oneQueue = await live.queryAll({ mode: 'time', topic, from, to, queues: `${brokerName}:0`, pageSize: 100 })
    expect(oneQueue.slice(0, -1).every((page) => page.items.length === 100)).toBe(true)
    const ofQueue = sent.filter((each, index) => index % masters.length === 0 && each.queueId === 0)
    expect(idsOf(oneQueue.flatMap((page) => page.items))).toEqual(
      expect.arrayContaining(ofQueue.map(({ offsetMsgId }) => offsetMsgId)),
    )
  })

  it('M-4: a range before the oldest message says which that is', async () => {
    const page = await live.query({ mode: 'time', topic, from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' })
    expect(page).toMatchObject({ items: [], cursor: null, coverage: { stoppedBecause: 'complete' } })
    const [first] = (
      await live.query({ mode: 'time', topic, from: '2020-01-01T00:00:00Z', order: 'oldest', pageSize: 20 })
    ).items
    expect(page.coverage.expired).toEqual({ oldestStoreTimestamp: first?.storeTimestamp })
  })

  it('M-5: reaches all 500 hits of a key by paging, and 120 of them in a time box', async () => {
    const key = `${run}-many`
    await Promise.all(Array.from({ length: 380 }, (_, index) => send(index, { properties: { KEYS: key } })))
    // Another millisecond, so that the box has an edge.
    const edge = Date.now()
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(edge + 1))
    const box = await Promise.all(Array.from({ length: 120 }, (_, index) => send(index, { properties: { KEYS: key } })))
    const all = await vi.waitFor(
      async () => {
        const items = (await live.queryAll({ mode: 'key', topic, key, pageSize: 50 })).flatMap((page) => page.items)
        expect(items).toHaveLength(500)
        // A broker whose index was behind while the first page was made gives newer ones on the next.
        expect(times(items)).toEqual(times(items).toSorted((a, b) => b - a))
        return items
      },
      { timeout: 120_000, interval: 500 },
    )
    expect(new Set(idsOf(all)).size).toBe(500)
    const from = new Date(Math.min(...times(all.filter(({ offsetMsgId }) => includes(box, offsetMsgId))))).toISOString()
    const boxed = (await live.queryAll({ mode: 'key', topic, key, from, pageSize: 50 })).flatMap((page) => page.items)
    expect(idsOf(boxed).toSorted()).toEqual(box.map(({ offsetMsgId }) => offsetMsgId).toSorted())
  })

  it('M-5: finds and labels a message that waits in a delay topic', async () => {
    const id = uniqKey()
    await send(0, { properties: { UNIQ_KEY: id, DELAY: '18' } })
    const row = await vi.waitFor(() => only(live.query({ mode: 'id', topic, id })), { timeout: 120_000 })
    expect(row).toMatchObject({ topicName: 'SCHEDULE_TOPIC_XXXX', label: 'DELAY', type: 'DELAY', uniqKey: id })
    expect(await only(live.query({ mode: 'id', topic, id: row.offsetMsgId }))).toMatchObject({ label: 'DELAY' })
  })

  it('M-6: tells a wrong offset from a message, and refuses an address that is no broker', async () => {
    const sent = await send(0, {})
    const row = await only(live.query({ mode: 'id', id: sent.offsetMsgId }))
    const nearby = BigInt(`0x${row.offsetMsgId.slice(16)}`) + 1n
    const [address = ''] = masters.map((server) => server.announcedAddress)
    const wrong = await live.query({ mode: 'id', topic, id: encodeOffsetMsgId(address, nearby) })
    expect(wrong).toMatchObject({ items: [], coverage: { reason: 'NO_MESSAGE' } })
    // 203.0.113.0/24 is nobody's: a dialled socket would hang until its deadline.
    const startedAt = performance.now()
    await expect(live.query({ mode: 'id', id: encodeOffsetMsgId('203.0.113.7:10911', nearby) })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'query.id', rule: 'unknownAddress' }] },
    })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  it('M-6: never shows the message of another topic', async () => {
    const other = `${topic}_other`
    await live.createTopic(other, 4)
    const sent = await send(0, {})
    const row = await live.query({ mode: 'id', topic: other, id: sent.offsetMsgId })
    expect(row.items).toEqual([])
  })

  const bodies: [string, TestMessage['compression'], Buffer, object][] = [
    ['3.9 MiB of text', undefined, Buffer.from('x'.repeat(4_089_446)), { as: 'text', isCut: true, shownBytes: 65_536 }],
    ['gzip by the producer', undefined, gzipSync('{"a":1}'), { as: 'json', text: '{"a":1}', contentEncoding: 'gzip' }],
    ['zlib', 'zlib', Buffer.from('{"z":"lib"}'), { as: 'json', text: '{"z":"lib"}' }],
    ['LZ4', 'lz4', Buffer.from(`{"l":"${'4'.repeat(100_000)}"}`), { as: 'json', isCut: true }],
    ['zstd', 'zstd', Buffer.from('{"z":"std"}'), { as: 'json', text: '{"z":"std"}' }],
    ['GBK', undefined, Buffer.from('b6a9b5a5d2d1d6a7b8b6', 'hex'), { as: 'text', charset: 'gbk', text: '订单已支付' }],
    ['random bytes', undefined, Buffer.concat([Buffer.from([0, 0xff]), randomBytes(64)]), { as: 'hex' }],
    ['2^63−1', undefined, Buffer.from('{"n":9223372036854775807}'), { as: 'json', text: '{"n":9223372036854775807}' }],
  ]
  it.each(bodies)(
    'M-7: shows a body of %s, and downloads it as it was sent',
    async (_, compression, body, expected) => {
      const sent = await send(0, { body, ...(compression && { compression }) })
      const context = { cluster: live.cluster, caller: 'test', signal: new AbortController().signal, now: new Date() }
      const { found } = await findById(context, { id: sent.offsetMsgId, topic, withCopies: false })
      const [first] = found
      if (!first) throw new Error('not found')
      expect(first.message.compression).toBe(compression ?? 'none')
      expect(bodyOf(first.message, 'auto')).toMatchObject({ isCut: false, totalBytes: expect.any(Number), ...expected })
      const bytes = bodyBytesOf(first.message)
      expect('bytes' in bytes && bytes.bytes.equals(body)).toBe(true)
    },
  )
})

describe('RocketMQ 5.5.0, copies and failures', () => {
  const topic = `h_copies_${run}`

  it('M-5: finds and labels a message in retry, dead-letter and timer topics', async () => {
    const live = new LiveSearch(lab['5.5.0'])
    const group = `h_group_${run}`
    const [server] = await live.createTopic(topic, 1)
    if (!server) throw new Error('no master')
    const id = uniqKey()
    const sent = await live.send(server, {
      topicName: topic,
      queueId: 0,
      body: Buffer.from('x'),
      properties: { UNIQ_KEY: id },
    })
    const { commitLogOffset } = await stored(live, sent.offsetMsgId)
    // As a consumer does that fails: once more in a second, and at last to the dead letters.
    await live.sendBack(server, { commitLogOffset, topicName: topic, groupName: group, delayLevel: 1 })
    await live.sendBack(server, { commitLogOffset, topicName: topic, groupName: group, delayLevel: -1 })
    // Now the broker knows the group, and counts it among those of the topic.
    await live.commitOffset(server, { topicName: topic, queueId: 0, groupName: group, offset: 1n })
    const labels = await vi.waitFor(
      async () => {
        await live.cluster.getInventory({ fresh: true })
        const { items } = await live.query({ mode: 'id', topic, id })
        expect(items.some(({ label }) => label === 'RETRY')).toBe(true)
        return items.map(({ topicName, label }) => `${topicName} ${label}`)
      },
      { timeout: 120_000, interval: 250 },
    )
    expect(labels).toContain(`${topic} undefined`)
    expect(labels).toContain(`%RETRY%${group} RETRY`)
    expect(labels).toContain(`%DLQ%${group} DLQ`)

    const timerId = uniqKey()
    const dueMs = Date.now() + 3_600_000
    await live.send(server, {
      topicName: topic,
      queueId: 0,
      body: Buffer.from('x'),
      properties: { UNIQ_KEY: timerId, TIMER_DELIVER_MS: `${dueMs}` },
    })
    const row = await vi.waitFor(() => only(live.query({ mode: 'id', topic, id: timerId })), { timeout: 120_000 })
    expect(row).toMatchObject({ topicName: 'rmq_sys_wheel_timer', label: 'DELAY', deliverAt: new Date(dueMs) })
    live.close()
  })

  it('M-4: a broker that stops in mid-search is named, and the rest is delivered', async () => {
    const cluster = lab['5.5.0']
    const direct = new LiveSearch(cluster)
    const topicName = `h_stop_${run}`
    const masters = await direct.createTopic(topicName, 4)
    const lost = masters.find(({ brokerName }) => brokerName === 'broker-b')
    if (!lost) throw new Error('no broker-b')
    await Promise.all(
      Array.from({ length: 400 }, (_, index) => {
        const server = masters[index % 2]
        if (!server) throw new Error('two masters expected')
        return direct.send(server, { topicName, queueId: (index >> 1) % 4, body: Buffer.from('x') })
      }),
    )
    const forwarder = await startForwarder(lost.address)
    const live = new LiveSearch(cluster, { addressMap: [{ from: lost.announcedAddress, to: forwarder.address }] })
    const first = await live.query({ mode: 'time', topic: topicName, from: '2020-01-01T00:00:00Z', pageSize: 50 })
    expect(first.coverage.stoppedBecause).toBe('limit')
    await forwarder.stop()
    const items = [...first.items]
    let page = first
    while (page.cursor) {
      page = await live.query({ cursor: page.cursor })
      items.push(...page.items)
    }
    expect(page.coverage.stoppedBecause).toBe('failed')
    const states = page.coverage.queues.map(({ brokerName, state }) => `${brokerName} ${state}`)
    expect(new Set(states)).toEqual(new Set(['broker-a done', 'broker-b failed']))
    expect(items.filter(({ brokerName }) => brokerName === 'broker-a')).toHaveLength(200)
    const again = await live.query({ mode: 'time', topic: topicName, from: '2020-01-01T00:00:00Z', tag: 'nowhere' })
    expect(again).toMatchObject({
      items: [],
      coverage: { stoppedBecause: 'failed' },
      partial: [{ brokerName: 'broker-b' }],
    })
    // The cursor is good for any process with the same secret, and for one that reaches the broker again.
    let rest = await direct.query({ cursor: page.coverage.retryCursor ?? '' })
    items.push(...rest.items)
    while (rest.cursor) {
      rest = await direct.query({ cursor: rest.cursor })
      items.push(...rest.items)
    }
    expect(rest.coverage.stoppedBecause).toBe('complete')
    expect(new Set(idsOf(items)).size).toBe(400)
    live.close()
    direct.close()
  })
})

/** The one stored last on its broker: an offset id ends with the place in the commit log. */
function lastOf(sent: readonly SentMessage[]): SentMessage {
  return sent.reduce((last, each) => (each.offsetMsgId.slice(16) > last.offsetMsgId.slice(16) ? each : last))
}

async function only(answer: Promise<{ items: MessageItem[] }>): Promise<MessageItem> {
  const { items } = await answer
  const [item] = items
  if (!item || items.length !== 1) throw new Error(`${items.length} messages instead of one`)
  return item
}

async function inTurn<T extends readonly (() => Promise<unknown>)[]>(
  steps: [...T],
): Promise<{ [K in keyof T]: Awaited<ReturnType<T[K]>> }> {
  const values: unknown[] = []
  for (const step of steps) values.push(await step())
  return values as { [K in keyof T]: Awaited<ReturnType<T[K]>> } // one value per step
}

async function stored(live: LiveSearch, offsetMsgId: string): Promise<{ commitLogOffset: bigint }> {
  await only(live.query({ mode: 'id', id: offsetMsgId }))
  return { commitLogOffset: BigInt(`0x${offsetMsgId.slice(16)}`) }
}

const includes = (sent: readonly SentMessage[], id: string) => sent.some(({ offsetMsgId }) => offsetMsgId === id)
