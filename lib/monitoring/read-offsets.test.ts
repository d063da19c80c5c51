import { afterEach, expect, it, vi } from 'vitest'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError } from '#lib/rocketmq/errors.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { Pace } from './pace.ts'
import { readOffsets } from './read-offsets.ts'

afterEach(() => vi.useRealTimers())

const server: Server = {
  address: '10.0.0.1:10911',
  announcedAddress: '10.0.0.1:10911',
  brokerName: 'broker-a',
  clusterName: 'DefaultCluster',
  brokerId: 0,
}
const names = Array.from({ length: 1_000 }, (_, index) => `topic_${index}`)

/** A broker that takes a while for each topic, and on which the group commits 1 more in all of them with each reading. */
async function read(msPerTopic: number, whyNotAgain?: Error) {
  vi.useFakeTimers({ now: 0, toFake: ['Date'] })
  let readings = 0
  const admin = {
    groups: {
      listOffsets: async () => {
        readings += 1
        if (whyNotAgain && readings > 1) return { done: [], failed: [{ server, error: whyNotAgain }] }
        const offsetByQueueId = new Map([[0, BigInt(readings)]])
        const value = names.map((topicName) => ({ groupName: 'g', topicName, offsetByQueueId }))
        return { done: [{ server, value }], failed: [] }
      },
    },
    topics: {
      getStats: async () => {
        vi.setSystemTime(Date.now() + msPerTopic)
        const queue = { brokerName: 'broker-a', queueId: 0, minOffset: 0n, maxOffset: 10n, lastUpdateTimestamp: null }
        return { queues: [queue], topicPutTps: null }
      },
    },
  } as unknown as Parameters<typeof readOffsets>[0] // the two verbs that it calls
  const options = { pace: new Pace(), signal: new AbortController().signal, requestsPerSecond: 1e9 }
  const { groups } = await readOffsets(admin, server, names, options)
  return { readings, lagOf: (topicName: string) => groups.get('g')?.get(topicName)?.lag }
}

it('reads commits once while they are young', async () => {
  const { readings, lagOf } = await read(1)
  expect(readings).toBe(1)
  expect(lagOf('topic_999')).toBe(9n)
})

it('reads commits again on a slow broker, and sets later topics against the newer ones', async () => {
  const { readings, lagOf } = await read(10)
  expect(readings).toBe(7)
  expect([lagOf('topic_0'), lagOf('topic_999')]).toEqual([9n, 3n])
})

it('ends when commits cannot be read again: a pass without the later topics would look like all of them', async () => {
  const busy = new BrokerError({
    address: server.address,
    requestCode: RequestCode.GET_ALL_CONSUMER_OFFSET,
    responseCode: ResponseCode.SYSTEM_BUSY,
    remark: 'busy',
  })
  await expect(read(10, busy)).rejects.toBe(busy)
})
