import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { listConsumption } from './consumption/list-consumption.ts'
import { findById } from './find-by-id.ts'
import type { ConsumptionRow } from './schema.ts'
import { LiveSearch } from './testing/live-search.ts'

const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const LEVEL_10_MS = 6 * 60_000

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  // The machine of a test run may be busy with starting servers.
  const live = new LiveSearch(lab[version], { requestTimeoutMs: 20_000 })
  const topicName = `h_consumption_${run}_${version.replaceAll('.', '_')}`
  const group = (name: string) => `h_${name}_${run}`
  const queue = { topicName, queueId: 0 }
  let server: Server
  let id: string
  let sentAt: number

  const ask = async (): Promise<Map<string, ConsumptionRow>> => {
    await live.cluster.getInventory({ fresh: true })
    const context = {
      cluster: live.cluster,
      caller: 'test',
      signal: new AbortController().signal,
      now: new Date(),
      timeoutMs: 10_000,
    }
    const { found } = await findById(context, { id, topic: topicName, withCopies: false })
    const [message] = found
    if (!message) throw new Error('the message is not in the index yet')
    const { items, partial } = await listConsumption(context, message, { page: 1, pageSize: 50 })
    expect(partial).toBeUndefined()
    return new Map(items.map((row) => [row.groupName, row]))
  }
  const online = (name: string, expression: string) =>
    live.heartbeat(server, { topicName, groupName: group(name), expression })
  const commit = (name: string, offset: bigint) =>
    live.commitOffset(server, { ...queue, groupName: group(name), offset })
  const sendBack = (name: string, commitLogOffset: bigint, delayLevel: number) =>
    live.sendBack(server, { commitLogOffset, topicName, groupName: group(name), delayLevel })

  beforeAll(async () => {
    const [first] = await live.createTopic(topicName, 1)
    if (!first) throw new Error('no master')
    server = first
    const send = (properties: Record<string, string>) =>
      live.send(server, { ...queue, body: Buffer.from('{}'), properties })
    await send({ TAGS: 'open' })
    await send({ TAGS: 'open' })
    id = `01${randomBytes(16).toString('hex')}`.toUpperCase()
    sentAt = Date.now()
    const sent = await send({ UNIQ_KEY: id, TAGS: 'paid' })
    expect(sent.queueOffset).toBe(2n)
    const commitLogOffset = BigInt(`0x${sent.offsetMsgId.slice(16)}`)
    for (const name of ['consumed', 'filtered', 'behind', 'retry', 'dead']) {
      await online(name, name === 'filtered' ? 'open' : '*')
    }
    for (const name of ['consumed', 'filtered', 'retry', 'dead']) await commit(name, 3n)
    await commit('behind', 1n)
    await live.createGroup(server, group('offline'))
    await commit('offline', 1n)
    await sendBack('retry', commitLogOffset, 10)
    await sendBack('dead', commitLogOffset, -1)
  })
  afterAll(() => live.close())

  it('M-9: tells consumed, filtered, waiting, offline, retried and dead apart, each with its source', async () => {
    const rows = await vi.waitFor(
      async () => {
        const all = await ask()
        // The index is built a moment after copies are stored.
        expect(all.get(group('retry'))?.status).toBe('IN_RETRY')
        expect(all.get(group('dead'))?.status).toBe('IN_DLQ')
        return all
      },
      { timeout: 120_000, interval: 500 },
    )
    expect(rows.get(group('consumed'))).toMatchObject({ status: 'CONSUMED', source: 'OFFSET', isProbable: false })
    expect(rows.get(group('filtered'))).toMatchObject({
      status: 'FILTERED',
      source: 'FILTER',
      subscription: { expressionType: 'TAG', expression: 'open' },
    })
    expect(rows.get(group('behind'))).toMatchObject({ status: 'NOT_CONSUMED', source: 'OFFSET', messagesAhead: 1n })
    expect(rows.get(group('offline'))).toMatchObject({ status: 'NOT_ONLINE', source: 'OFFSET', messagesAhead: 1n })
    const retried = rows.get(group('retry'))
    expect(retried).toMatchObject({ source: 'RETRY_COPY', tries: 1 })
    const waitMs = (retried?.nextRetryAt?.getTime() ?? 0) - sentAt
    expect(waitMs).toBeGreaterThanOrEqual(LEVEL_10_MS - 1_000)
    expect(waitMs).toBeLessThan(LEVEL_10_MS + 60_000)
    expect(rows.get(group('dead'))).toMatchObject({
      source: 'DLQ_COPY',
      deadLetter: { queue: { topicName: `%DLQ%${group('dead')}` } },
    })
  })

  it.runIf(version === '5.5.0')('M-9: shows what was handed out and not committed as in flight', async () => {
    await online('busy', '*')
    await commit('busy', 1n)
    await live.pull(server, { ...queue, groupName: group('busy'), queueOffset: 1n })
    expect((await ask()).get(group('busy'))).toMatchObject({ status: 'INFLIGHT', source: 'OFFSET' })
  })

  it.runIf(version === '5.5.0')('M-9: never says more than probably of what was taken by POP', async () => {
    const consumer = { topicName, groupName: group('pop'), expression: '*', consumeType: 'CONSUME_POP' }
    await live.heartbeat(server, consumer)
    await live.pop(server, { ...queue, groupName: group('pop'), invisibleMs: 120_000 })
    // This version commits what it hands out by POP at once.
    expect((await ask()).get(group('pop'))).toMatchObject({ status: 'CONSUMED', isProbable: true, reason: 'POP' })
  })

  it.runIf(version === '5.5.0')('M-9: asks the broker whether a SQL92 expression matches', async () => {
    for (const [name, expression] of [
      ['sqlYes', "TAGS = 'paid'"],
      ['sqlNo', "TAGS = 'open'"],
    ] as const) {
      await live.heartbeat(server, { topicName, groupName: group(name), expression, expressionType: 'SQL92' })
      await commit(name, 3n)
    }
    const rows = await ask()
    expect(rows.get(group('sqlYes'))).toMatchObject({ status: 'CONSUMED', source: 'OFFSET' })
    expect(rows.get(group('sqlNo'))).toMatchObject({ status: 'FILTERED', source: 'FILTER', isProbable: true })
  })
})
