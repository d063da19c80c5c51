import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { getExportFile } from './export/get-export-file.ts'
import { startExport } from './export/start-export.ts'
import { getOffsetsAt } from './get-offsets-at.ts'
import { queryMessages } from './query-messages.ts'
import { LiveSearch } from './testing/live-search.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
afterAll(() => {
  closeAllClusters()
  return stopMqadmin()
})

const STORED = 10_000
/** Of these one in 588 is expensive and of the eu: 17 of 10,000. */
const isPrepared = (index: number) => index % 588 === 5 && index < 588 * 17

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const live = new LiveSearch(cluster)
  const topic = `h_filter_${run}_${version.replaceAll('.', '_')}`
  const from = new Date(Date.now() - 60_000)
  let masters: Server[] = []
  let admin: Context
  let clusterId: string

  beforeAll(async () => {
    masters = await live.createTopic(topic, version === '5.5.0' ? 4 : 8)
    admin = await (await makePerson('admin')).context()
    clusterId = (await registerLab(cluster)).clusterId
    const send = (index: number) => {
      const server = masters[index % masters.length]
      if (!server) throw new Error('no master')
      return live.send(server, {
        topicName: topic,
        queueId: Math.floor(index / masters.length) % 4,
        body: Buffer.from(`{"id":${index},"amount":${isPrepared(index) ? 101 : index % 100}}`),
        properties: { region: isPrepared(index) || index % 3 === 0 ? 'eu' : 'us' },
      })
    }
    for (let start = 0; start < STORED; start += 500) {
      await Promise.all(Array.from({ length: 500 }, (_, index) => send(start + index)))
    }
    await vi.waitFor(
      async () => {
        const { items } = await getOffsetsAt(admin, { clusterId, topic, at: from })
        expect(items.reduce((sum, { maxOffset }) => sum + maxOffset, 0n)).toBe(BigInt(STORED))
      },
      { timeout: 120_000 },
    )
  })
  afterAll(() => live.close())

  it('M-12: json.amount > 100 && props.region == "eu" returns the prepared 17 of 10,000', async () => {
    const filter = 'json.amount > 100 && props.region == "eu"'
    const page = await queryMessages(admin, { clusterId, topic, mode: 'time', from, filter, pageSize: 100 })
    expect(page.coverage).toMatchObject({
      stoppedBecause: 'complete',
      matched: 17,
      scanned: { messages: STORED },
      filterFaults: { count: 0 },
    })
    expect(page.items.every(({ bodyPreview }) => bodyPreview?.includes('"amount":101'))).toBe(true)
    const newest = await queryMessages(admin, { clusterId, topic, mode: 'newest', n: 3, filter })
    expect(newest.items.map(({ offsetMsgId }) => offsetMsgId)).toEqual(
      page.items.slice(0, 3).map(({ offsetMsgId }) => offsetMsgId),
    )
    const wrong = await queryMessages(admin, { clusterId, topic, mode: 'newest', n: 1, filter: 'json.nope == 1' })
    expect(wrong).toMatchObject({ items: [], coverage: { filterFaults: { count: STORED } } })
  })

  it('M-14: a query exported as a job has each message once', async () => {
    const query = { topic, mode: 'time' as const, from }
    const { jobId } = await startExport(admin, { clusterId, query, format: 'ndjson', bodyMode: 'text' })
    await runJob(jobKinds, Number(jobId), new AbortController().signal)
    expect(await getJob(admin, { clusterId, jobId })).toMatchObject({ state: 'DONE', failed: 0 })
    const { body } = await getExportFile(admin, { clusterId, jobId })
    const lines = (await new Response(body as ReadableStream<Uint8Array>).text()).trim().split('\n')
    const ids = lines.map((line) => (JSON.parse(JSON.parse(line).body) as { id: number }).id)
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: STORED }, (_, index) => index))
  })

  it('M-25: the offsets of a time are those whose neighbours mqadmin shows before and after it', async () => {
    const whole = await queryMessages(admin, { clusterId, topic, mode: 'time', from, order: 'oldest', pageSize: 200 })
    const at = whole.items[150]?.storeTimestamp ?? from
    const { items, partial } = await getOffsetsAt(admin, { clusterId, topic, at })
    expect(partial).toBeUndefined()
    expect(items.length).toBe(version === '5.5.0' ? 4 * masters.length : 8 * masters.length)
    const storedAt = async (brokerName: string, queueId: number, offset: bigint) => {
      const text = await mqadmin(cluster, `queryMsgByOffset -t ${topic} -b ${brokerName} -i ${queueId} -o ${offset}`)
      const [, told = ''] = /Store Timestamp:\s+(.*)/.exec(text) ?? []
      const [, date, time, ms] = /^(\S+) (\S+),(\d+)$/.exec(told.trim()) ?? []
      expect(date, text).toBeDefined()
      return new Date(`${date}T${time}.${ms}`)
    }
    const asked = items.filter(({ storeTimestamp, previousStoreTimestamp }) => storeTimestamp && previousStoreTimestamp)
    expect(asked.length).toBeGreaterThan(1)
    for (const { brokerName, queueId, queueOffset, storeTimestamp, previousStoreTimestamp } of asked.slice(0, 4)) {
      expect(storeTimestamp?.getTime()).toBeGreaterThanOrEqual(at.getTime())
      expect(previousStoreTimestamp?.getTime()).toBeLessThan(at.getTime())
      expect(await storedAt(brokerName, queueId, queueOffset)).toEqual(storeTimestamp)
      expect(await storedAt(brokerName, queueId, queueOffset - 1n)).toEqual(previousStoreTimestamp)
    }
    const beforeAll = await getOffsetsAt(admin, { clusterId, topic, at: new Date(0) })
    expect(beforeAll.items.every(({ queueOffset, minOffset }) => queueOffset === minOffset)).toBe(true)
    const afterAll = await getOffsetsAt(admin, { clusterId, topic, at: new Date(Date.now() + 3_600_000) })
    expect(afterAll.items.every((item) => item.queueOffset === item.maxOffset && item.storeTimestamp === null)).toBe(
      true,
    )
  })
})
