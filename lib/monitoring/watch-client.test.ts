import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { askClients } from './ask-clients.ts'
import { joinOnline } from './online.ts'
import { Pace } from './pace.ts'
import { newState } from './sampler-state.ts'
import { toClientSamples } from './to-client-samples.ts'
import { type ClientWatch, watchQueues } from './watch-client.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-26T12:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const line = (name: string, text: string) => `${name.padEnd(40)}${text}\n`
const stackAt = (frame: string) => {
  const name = 'ConsumeMessageThread_g_1'
  const run =
    'app//org.apache.rocketmq.client.impl.consumer.ConsumeMessageConcurrentlyService$ConsumeRequest.run(X.java:411)'
  return line(name, 'TID: 40 STATE: BLOCKED') + line(name, frame) + line(name, run)
}

/** A consumer of one queue with lag, asked each minute as the sampler does in a large cluster. */
function watched() {
  const server = { brokerName: 'a', address: '10.0.0.1:10911', clusterName: 'c', brokerId: 0 }
  const client = {
    committed: 4n,
    maxOffset: 10n,
    place: 'app//Ledger.lock(Ledger.java:31)',
    stacks: 0,
    idleMs: 0,
  }
  const info = (withStack: boolean): Partial<RunningInfo> => ({
    subscriptions: [],
    queues: [
      {
        ...{ topicName: 't', brokerName: 'a', queueId: 0, commitOffset: client.committed },
        ...{ cachedMessages: null, cachedMiB: null, cachedMinOffset: null, cachedMaxOffset: null },
        ...{ isLocked: null, isDropped: false, lastPullAt: null, lastLockAt: null },
        lastConsumeAt: new Date(Date.now() - client.idleMs),
      },
    ],
    jstack: withStack ? stackAt(client.place) : null,
  })
  const admin = {
    clients: {
      getRunningInfo: async (_: unknown, { withStack }: { withStack: boolean }) => {
        if (withStack) client.stacks += 1
        return info(withStack)
      },
    },
    topics: { getStats: async () => ({ queues: [{ queueId: 0, minOffset: 0n, maxOffset: client.maxOffset }] }) },
  } as unknown as AdminClient // the two questions that are asked
  const state = newState()
  const pace = new Pace()
  const online = joinOnline(
    [
      {
        name: 'a',
        kind: 'broker',
        connection: {
          clients: [
            { clientId: 'c-1', address: '10.0.0.9:5', language: 'JAVA', version: '5.5.0', versionOrdinal: 513 },
          ],
          subscriptions: [],
          consumeType: 'CONSUME_PASSIVELY',
          messageModel: 'CLUSTERING',
          consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
        },
      },
    ],
    Date.now(),
  )
  state.onlineByGroup.set('g', online)
  const round = async () => {
    vi.setSystemTime(Date.now() + 60_000)
    await askClients(state, {
      ...{ admin, servers: [{ ...server, announcedAddress: server.address }], proxies: [] },
      ...{
        paceOf: () => pace,
        requestsPerSecond: 900,
        urgentGroups: new Set<string>(),
        signal: new AbortController().signal,
      },
    })
    return toClientSamples(state, 'g', online)[0]
  }
  return { client, round }
}

describe('a consumer with one thread blocked in a lock, while others consume', () => {
  test('G-28: is marked hung within 6 minutes, with the place, from the same stack in two looks', async () => {
    const { client, round } = watched()
    const blockedAt = Date.now()
    let sample = await round()
    expect(sample?.isHung).toBe(false)
    while (sample?.isHung === false && Date.now() - blockedAt < 600_000) sample = await round()
    expect(sample).toMatchObject({ isHung: true, standingAt: 'Ledger.lock(Ledger.java:31)' })
    expect(Date.now() - blockedAt).toBeLessThanOrEqual(6 * 60_000)
    expect(client.stacks).toBe(2)
  })

  test('G-28: is no longer hung when its queue moves', async () => {
    const { client, round } = watched()
    for (let minute = 0; minute < 6; minute++) await round()
    client.committed = 5n
    const sample = await round()
    expect(sample?.isHung).toBe(false)
    expect(sample).not.toHaveProperty('standingAt')
  })

  test('a slow one that is elsewhere at each look is not hung', async () => {
    const { client, round } = watched()
    for (let minute = 0; minute < 12; minute++) {
      client.place = `app//Ledger.book(Ledger.java:${minute})`
      expect((await round())?.isHung).toBe(false)
    }
  })

  test('G-28: with all threads blocked nothing is consumed for 5 minutes: hung by that alone', async () => {
    const { client, round } = watched()
    client.idleMs = 5 * 60_000 + 1
    expect((await round())?.isHung).toBe(true)
    expect(client.stacks).toBe(0)
  })

  test('without lag no stack is asked for', async () => {
    const { client, round } = watched()
    client.committed = 10n
    for (let minute = 0; minute < 10; minute++) expect((await round())?.isHung).toBe(false)
    expect(client.stacks).toBe(0)
  })
})

test('of several queues only those are watched that stand still', () => {
  const queue = (key: string, committed: bigint, lag = 1n) => ({ key, committed, lag })
  const first = watchQueues(null, [queue('a', 1n), queue('b', 2n), queue('c', 3n, 0n)], 1_000)
  expect(first).toEqual({
    commits: new Map([
      ['a', 1n],
      ['b', 2n],
    ]),
    since: 1_000,
    look: null,
    standingAt: null,
  })
  const second = watchQueues(first, [queue('a', 1n), queue('b', 3n)], 2_000)
  expect(second).toEqual<ClientWatch>({ commits: new Map([['a', 1n]]), since: 1_000, look: null, standingAt: null })
  expect(watchQueues(second, [queue('a', 2n), queue('b', 3n)], 3_000)).toMatchObject({ since: 3_000 })
  expect(watchQueues(second, [queue('a', 1n, 0n)], 3_000)).toBeNull()
})
