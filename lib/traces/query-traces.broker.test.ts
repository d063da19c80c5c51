import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin } from '#dev/rocketmq/mqadmin.ts'
import { Masker } from '#lib/masking/masker.ts'
import { LiveSearch } from '#lib/messages/testing/live-search.ts'
import { answerTransactions } from '#lib/transactions/list-transactions.ts'
import { answerTraces } from './query-traces.ts'
import type { TracePage, TraceQuery } from './schema.ts'
import { startTraceClients, type TraceClients } from './testing/start-trace-clients.ts'

const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const TRACE = 'RMQ_SYS_TRACE_TOPIC'
/** Clients send their traces every 5 s, a first retry comes after 10 s; and the machine may be busy. */
const patient = { timeout: 120_000, interval: 1_000 }

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const live = new LiveSearch(lab[version], { requestTimeoutMs: 20_000 })
  const tail = `${run}_${version.replaceAll('.', '_')}`
  const topicName = `h_traced_${tail}`
  const otherTraceTopic = `h_traces_${tail}`
  const transactionTopic = `h_payments_${tail}`
  const group = (name: string) => `h_${name}_${tail}`
  let clients: TraceClients

  const context = () => ({
    cluster: live.cluster,
    caller: 'test',
    signal: new AbortController().signal,
    deadline: AbortSignal.timeout(30_000),
  })
  const query = (given: TraceQuery) =>
    answerTraces(context(), given, { messages: live.cluster, masker: new Masker([]) }, new Date())
  const tracedHops = ({ items }: TracePage) => items[0]?.hops.filter(({ source }) => source === 'TRACE') ?? []

  beforeAll(async () => {
    await live.createTopic(topicName, 1)
    await live.createTopic(otherTraceTopic, 1)
    await live.createTopic(transactionTopic, 1)
    // Else a check waits for a minute.
    await live.admin.brokers.updateConfig(live.masters, {
      transactionCheckInterval: '3000',
      transactionTimeOut: '1000',
    })
    clients = await startTraceClients(lab[version], { run: tail, topicName, otherTraceTopic, transactionTopic })
    await live.cluster.getInventory({ fresh: true })
  })
  afterAll(async () => {
    const interval = version === '5.5.0' ? '30000' : '60000'
    await live.admin.brokers.updateConfig(live.masters, {
      transactionCheckInterval: interval,
      transactionTimeOut: '6000',
    })
    await clients?.stop()
    live.close()
  })

  it('M-16: a message of two groups, one of which retried, has its stages in order, by id and by key', async () => {
    const page = await vi.waitFor(async () => {
      const answer = await query({ id: clients.ids.traced })
      expect(tracedHops(answer).filter(({ stage }) => stage === 'CONSUME')).toHaveLength(3)
      expect(tracedHops(answer).some(({ stage }) => stage === 'PRODUCE')).toBe(true)
      return answer
    }, patient)
    const [trace] = page.items
    expect(trace).toMatchObject({ topicName, producerGroup: group('shop'), keys: [`traced-${tail}`], tags: 'paid' })
    expect(trace?.hops.map(({ stage }) => stage)).toEqual(['PRODUCE', 'PERSIST', 'CONSUME', 'CONSUME', 'CONSUME'])
    expect(trace?.hops.every(({ isInferred }) => !isInferred)).toBe(true)
    const of = (name: string) => tracedHops(page).filter(({ groupName }) => groupName === group(name))
    expect(of('ok')).toMatchObject([{ result: 'SUCCESS', retryTimes: 0 }])
    expect(of('retry')).toMatchObject([
      { result: 'FAILED', retryTimes: 0 },
      { result: 'SUCCESS', retryTimes: 1 },
    ])
    const starts = trace?.hops.map(({ startedAt }) => startedAt?.getTime() ?? 0) ?? []
    expect(starts.slice(2)).toEqual(starts.slice(2).toSorted((a, b) => a - b))
    expect(page).toMatchObject({ gaps: [], coverage: { stoppedBecause: 'complete' } })

    const byKey = await query({ key: `traced-${tail}` })
    expect(byKey.items.map(({ messageId }) => messageId)).toEqual([clients.ids.traced])
    expect(byKey.items[0]?.hops).toEqual(tracedHops(page))
  })

  it('M-16: times, costs and results are those of queryMsgTraceById', async () => {
    const page = await query({ id: clients.ids.traced })
    const judge = readTraceOutput(await mqadmin(lab[version], ['queryMsgTraceById', '-i', clients.ids.traced]))
    const second = (at: Date | null, addMs = 0) => Math.floor(((at?.getTime() ?? 0) + addMs) / 1_000)
    const ours = tracedHops(page).map(({ stage, startedAt, durationMs, result }) => {
      const isPub = stage === 'PRODUCE'
      return [
        isPub ? 'Pub' : 'Sub',
        // The tool shows when a listener ended.
        second(startedAt, isPub ? 0 : (durationMs ?? 0)),
        durationMs,
        result === 'SUCCESS',
      ] as const
    })
    expect(judge).toHaveLength(4)
    for (const [type, seconds, cost, isSuccess] of judge) {
      // Of a batch each message has the average cost, so its end is a moment off.
      const same = ours.filter((one) => one[0] === type && one[2] === cost && one[3] === isSuccess)
      expect(same.some((one) => Math.abs(one[1] - seconds) <= 1)).toBe(true)
    }
  })

  it('M-16: another trace topic is read once it is registered', async () => {
    const before = await query({ id: clients.ids.other })
    expect(tracedHops(before).some(({ stage }) => stage === 'PRODUCE')).toBe(false)
    live.cluster.traceTopics = [TRACE, otherTraceTopic]
    const after = await vi.waitFor(async () => {
      const answer = await query({ id: clients.ids.other, traceTopic: otherTraceTopic })
      expect(tracedHops(answer)).toHaveLength(1)
      return answer
    }, patient)
    expect(tracedHops(after)).toMatchObject([{ stage: 'PRODUCE', groupName: group('other'), result: 'SUCCESS' }])
    expect(after.traceTopics).toEqual([otherTraceTopic])
    live.cluster.traceTopics = [TRACE]
  })

  it('M-17: a message that nobody traced is explained, and what its groups did is inferred', async () => {
    const [server] = live.masters
    if (!server) throw new Error('no master')
    const id = `01${randomBytes(16).toString('hex')}`.toUpperCase()
    await live.send(server, {
      topicName: transactionTopic,
      queueId: 0,
      body: Buffer.from('{}'),
      properties: { UNIQ_KEY: id, __BORNHOST: '10.0.0.5' },
    })
    const answer = await vi.waitFor(async () => {
      const found = await query({ id, topic: transactionTopic, from: new Date(Date.now() - 60_000) })
      expect(found.items).toHaveLength(1)
      return found
    }, patient)
    expect(answer.gaps.map(({ reason }) => reason)).toEqual(['PRODUCER_GRPC', 'NO_RECORD'])
    expect(answer.items[0]?.hops).toMatchObject([
      { stage: 'PRODUCE', isInferred: true, clientHost: '10.0.0.5' },
      { stage: 'PERSIST', isInferred: false },
    ])
    live.cluster.traceTopics = [`h_never_${tail}`]
    const { gaps } = await query({ id, topic: transactionTopic })
    live.cluster.traceTopics = [TRACE]
    expect(gaps[0]).toEqual({ reason: 'TOPIC_MISSING', traceTopic: `h_never_${tail}`, brokersOff: [] })
  })

  it('M-19 M-26: a transaction is undecided until its second check, and both checks are in its trace', {
    timeout: 240_000,
  }, async () => {
    const page = await vi.waitFor(
      async () => {
        const listed = await answerTransactions(context(), { topic: transactionTopic })
        const answer = await query({ id: clients.ids.transaction })
        const decided = tracedHops(answer).filter(({ stage }) => stage === 'TRANSACTION')
        if (decided.length < 3) {
          // Between its checks it is in the list; a moment after one the newest copy alone.
          expect(listed.items.length).toBeLessThanOrEqual(1)
          for (const item of listed.items) {
            expect(item).toMatchObject({
              uniqKey: clients.ids.transaction,
              producerGroup: group('cashier'),
              producers: 1,
            })
          }
        }
        expect(decided).toHaveLength(3)
        return answer
      },
      { timeout: 220_000, interval: 1_000 },
    )
    expect(tracedHops(page)).toMatchObject([
      { stage: 'PRODUCE', messageType: 'HALF', result: 'SUCCESS' },
      { stage: 'TRANSACTION', result: 'UNKNOWN', isFromCheck: false },
      { stage: 'TRANSACTION', result: 'UNKNOWN', isFromCheck: true },
      { stage: 'TRANSACTION', result: 'COMMIT', isFromCheck: true },
    ])
    await vi.waitFor(async () => {
      const { items, coverage } = await answerTransactions(context(), { topic: transactionTopic })
      expect(items).toEqual([])
      expect(coverage.queues.flatMap(({ error }) => (error ? [error] : []))).toEqual([])
      expect(coverage.stoppedBecause).toBe('complete')
    }, patient)
  })
})

/** Lines of `Pub` and `Sub`: type, time in seconds, cost in ms, success. */
function readTraceOutput(output: string): [string, number, number, boolean][] {
  const line = /^(Pub|Sub)\s.*?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s+(\d+)ms\s+(success|failed)/gm
  return [...output.matchAll(line)].map(([, type = '', time = '', cost, status]) => [
    type,
    // In the zone of this machine, as Java prints it.
    Math.floor(new Date(time.replace(' ', 'T')).getTime() / 1_000),
    Number(cost),
    status === 'success',
  ])
}
