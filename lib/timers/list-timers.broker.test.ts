import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { LiveSearch } from '#lib/messages/testing/live-search.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { answerTimers } from './list-timers.ts'
import { type TimerPage, TimerState } from './schema.ts'

const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const MINUTE_MS = 60_000
const patient = { timeout: 120_000, interval: 1_000 }

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const live = new LiveSearch(lab[version], { requestTimeoutMs: 20_000 })
  const topicName = `h_delayed_${run}_${version.replaceAll('.', '_')}`
  let server: Server

  const list = (state?: TimerState[]) =>
    answerTimers(
      {
        cluster: live.cluster,
        caller: 'test',
        signal: new AbortController().signal,
        deadline: AbortSignal.timeout(30_000),
      },
      { topic: topicName, ...(state && { state }) },
      new Date(),
    )
  const send = async (properties: Record<string, string>) => {
    const id = `01${randomBytes(16).toString('hex')}`.toUpperCase()
    const message = { topicName, queueId: 0, body: Buffer.from('{}'), properties: { UNIQ_KEY: id, ...properties } }
    await live.send(server, message)
    return id
  }
  const of = ({ items }: TimerPage, id: string) => items.find(({ uniqKey }) => uniqKey === id)

  beforeAll(async () => {
    const [first] = await live.createTopic(topicName, 1)
    if (!first) throw new Error('no master')
    server = first
  })
  afterAll(() => live.close())

  it('M-15: a message of level 5 waits for its minute, then it is delivered and linked', {
    timeout: 180_000,
  }, async () => {
    const sentAt = Date.now()
    const id = await send({ DELAY: '5' })
    const pending = await vi.waitFor(async () => {
      const page = await list()
      expect(of(page, id)).toBeDefined()
      return page
    }, patient)
    const item = of(pending, id)
    expect(item).toMatchObject({ state: 'PENDING', level: 5, askedMs: MINUTE_MS, topicName })
    expect(Math.abs((item?.dueAt?.getTime() ?? 0) - sentAt - MINUTE_MS)).toBeLessThan(10_000)
    expect(pending.levels).toHaveLength(18)
    expect(pending.levels[4]?.pending).toBeGreaterThan(0n)
    expect(pending.coverage.stoppedBecause).toBe('complete')
    const delivered = await vi.waitFor(async () => {
      const found = of(await list(TimerState.options), id)
      expect(found).toMatchObject({ state: 'DELIVERED', delivered: { offsetMsgId: expect.any(String) } })
      return found?.delivered
    }, patient)
    const { items } = await live.query({ mode: 'id', topic: topicName, id: delivered?.offsetMsgId ?? '' })
    expect(items).toMatchObject([{ topicName, uniqKey: id }])
    expect(of(await list(), id)).toBeUndefined()
  })

  it.runIf(version === '5.5.0')(
    'M-15: a message of ten minutes stands in the list with its time, until it is recalled',
    async () => {
      const dueMs = Date.now() + 10 * MINUTE_MS
      const id = await send({ TIMER_DELIVER_MS: String(dueMs) })
      const later = await send({ TIMER_DELAY_SEC: '1200' })
      const pending = await vi.waitFor(async () => {
        const page = await list()
        expect(of(page, later)).toBeDefined()
        return page
      }, patient)
      expect(of(pending, id)).toMatchObject({ state: 'PENDING', level: null, dueAt: new Date(dueMs), topicName })
      expect(of(pending, later)?.askedMs).toBe(1_200_000)
      const ids = pending.items.map(({ uniqKey }) => uniqKey)
      expect(ids.indexOf(id)).toBeLessThan(ids.indexOf(later))
      expect(pending.limits.maxDelayMs).toBe(3 * 86_400_000)
      await send({ TIMER_DELIVER_MS: String(dueMs), TIMER_DEL_UNIQKEY: id })
      await vi.waitFor(
        async () => expect(of(await list(TimerState.options), id)).toMatchObject({ state: 'DELETED' }),
        patient,
      )
      expect(of(await list(), id)).toBeUndefined()
    },
  )

  it.runIf(version === '5.5.0')('M-15: a message of a time is delivered and linked', async () => {
    const id = await send({ TIMER_DELIVER_MS: String(Date.now() + 8_000) })
    await vi.waitFor(async () => expect(of(await list(), id)).toMatchObject({ state: 'PENDING' }), patient)
    await vi.waitFor(async () => {
      expect(of(await list(TimerState.options), id)).toMatchObject({ state: 'DELIVERED', delivered: {} })
    }, patient)
  })
})
