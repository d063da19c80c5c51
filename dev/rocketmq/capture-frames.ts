/**
 * Records golden frames: what real servers answer to each request of `lib/rocketmq/requests/`, whole, as hex.
 *
 *   node dev/rocketmq/capture-frames.ts                 # all versions that tests read
 *   node dev/rocketmq/capture-frames.ts 4.9.7
 *   node dev/rocketmq/capture-frames.ts get-consume-stats query-consumer-offset      # writes the frames of these only
 *
 * Starts a cluster of its own (two masters, a slave, no credentials, so no secrets in the frames), writes
 * `lib/rocketmq/requests/testdata/<request>.<version>.<case>.hex`, and stops. Run it for a new request or version; values
 * that tests expect (offsets, times) change with it.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { defineRequest, type RequestDefinition } from '#lib/rocketmq/requests/define-request.ts'
import { getAllConsumerOffset } from '#lib/rocketmq/requests/get-all-consumer-offset.ts'
import { getAllMessageRequestMode } from '#lib/rocketmq/requests/get-all-message-request-mode.ts'
import { getAllProducerInfo } from '#lib/rocketmq/requests/get-all-producer-info.ts'
import { getAllSubscriptionGroupConfig } from '#lib/rocketmq/requests/get-all-subscriptiongroup-config.ts'
import { getAllTopicConfig } from '#lib/rocketmq/requests/get-all-topic-config.ts'
import { getAllTopicListFromNameserver } from '#lib/rocketmq/requests/get-all-topic-list-from-nameserver.ts'
import { getBrokerClusterInfo } from '#lib/rocketmq/requests/get-broker-cluster-info.ts'
import { getBrokerConfig } from '#lib/rocketmq/requests/get-broker-config.ts'
import { getBrokerHaStatus } from '#lib/rocketmq/requests/get-broker-ha-status.ts'
import { getBrokerRuntimeInfo } from '#lib/rocketmq/requests/get-broker-runtime-info.ts'
import { getConsumeStats } from '#lib/rocketmq/requests/get-consume-stats.ts'
import { getConsumerConnectionList } from '#lib/rocketmq/requests/get-consumer-connection-list.ts'
import { getConsumerRunningInfo } from '#lib/rocketmq/requests/get-consumer-running-info.ts'
import { getEarliestMsgStoretime } from '#lib/rocketmq/requests/get-earliest-msg-storetime.ts'
import { getKvConfig } from '#lib/rocketmq/requests/get-kv-config.ts'
import { getMaxOffset } from '#lib/rocketmq/requests/get-max-offset.ts'
import { getMinOffset } from '#lib/rocketmq/requests/get-min-offset.ts'
import { getNamesrvConfig } from '#lib/rocketmq/requests/get-namesrv-config.ts'
import { getRouteinfoByTopic } from '#lib/rocketmq/requests/get-routeinfo-by-topic.ts'
import { getSystemTopicListFromBroker } from '#lib/rocketmq/requests/get-system-topic-list-from-broker.ts'
import { getTimerMetrics } from '#lib/rocketmq/requests/get-timer-metrics.ts'
import { getTopicStatsInfo } from '#lib/rocketmq/requests/get-topic-stats-info.ts'
import { invokeBrokerToResetOffset } from '#lib/rocketmq/requests/invoke-broker-to-reset-offset.ts'
import { pullMessage } from '#lib/rocketmq/requests/pull-message.ts'
import { queryConsumeTimeSpan } from '#lib/rocketmq/requests/query-consume-time-span.ts'
import { queryConsumerOffset } from '#lib/rocketmq/requests/query-consumer-offset.ts'
import { queryMessage } from '#lib/rocketmq/requests/query-message.ts'
import { querySubscriptionByConsumer } from '#lib/rocketmq/requests/query-subscription-by-consumer.ts'
import { queryTopicConsumeByWho } from '#lib/rocketmq/requests/query-topic-consume-by-who.ts'
import { searchOffsetByTimestamp } from '#lib/rocketmq/requests/search-offset-by-timestamp.ts'
import { updateAndCreateTopic } from '#lib/rocketmq/requests/update-and-create-topic.ts'
import { updateConsumerOffset } from '#lib/rocketmq/requests/update-consumer-offset.ts'
import { viewBrokerStatsData } from '#lib/rocketmq/requests/view-broker-stats-data.ts'
import { viewMessageById } from '#lib/rocketmq/requests/view-message-by-id.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { roundTrip, wrap } from './frames.ts'
import { startCluster } from './start-cluster.ts'
import type { RocketmqVersion } from './versions.ts'

const versions: readonly RocketmqVersion[] = ['5.5.0', '4.9.7']
const testdataDir = path.resolve('lib/rocketmq/requests/testdata')
/** A client starts slowly on a busy machine. */
const patienceMs = 300_000
const topic = 'golden'
/** Fixed, so that frames of two runs differ in times and offsets only. */
const firstPort = 27_000

const putKvConfig = defineRequest<{ namespace: string; key: string; value: string }, void>({
  code: RequestCode.PUT_KV_CONFIG,
  encode: (header) => ({ header }),
  decode: () => {},
})

const setMessageRequestMode = defineRequest<void, void>({
  code: RequestCode.SET_MESSAGE_REQUEST_MODE,
  encode: () => ({
    body: Buffer.from(JSON.stringify({ topic, consumerGroup: 'golden-group', mode: 'POP', popShareQueueNum: 4 })),
  }),
  decode: () => {},
})

const isVersion = (word: string): word is RocketmqVersion => versions.some((version) => version === word)
const askedVersions = process.argv.slice(2).filter(isVersion)
const askedRequests = process.argv.slice(2).filter((word) => !isVersion(word))
for (const version of askedVersions.length > 0 ? askedVersions : versions) await capture(version)

async function capture(version: RocketmqVersion): Promise<void> {
  const dir = path.join(os.tmpdir(), 'rocketmq-frames')
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(testdataDir, { recursive: true })
  const cluster = await startCluster({ version, dir, acl: false, proxy: false, exporter: false, ports: firstPort })
  const pool = new Pool({})
  try {
    const [nameServer = ''] = cluster.nameServers
    const broker = cluster.brokers.find(({ name }) => name === 'broker-a')?.address ?? ''
    const save = async <I>(file: string, address: string, request: RequestDefinition<I, unknown>, input: I) => {
      const [name = '', testCase] = file.split(' ')
      const frame = await roundTrip(address, request, input)
      // Asked all the same: some of them make what others find.
      if (askedRequests.length > 0 && !askedRequests.includes(name)) return
      writeFileSync(path.join(testdataDir, `${name}.${version}.${testCase}.hex`), `${wrap(frame.toString('hex'))}\n`)
      console.log(`${version} ${file}: ${frame.length} bytes`)
    }

    const attributes: Record<string, string> = version.startsWith('5') ? { 'message.type': 'FIFO' } : {}
    const config = { readQueueNums: 2, writeQueueNums: 2, perm: 6, topicFilterType: 'SINGLE_TAG', topicSysFlag: 0 }
    const newTopic = { ...config, order: true, attributes: { set: attributes, remove: [] } }
    await save('update-and-create-topic created', broker, updateAndCreateTopic, { ...newTopic, topic })
    await save('update-and-create-topic bad-name', broker, updateAndCreateTopic, { ...newTopic, topic: 'a b' })
    await save('update-and-create-topic system-name', broker, updateAndCreateTopic, { ...newTopic, topic: 'TBW102' })

    const sent: bigint[] = []
    for (const [index, tags] of ['TagA', 'TagB', 'TagA'].entries()) {
      const properties = {
        TAGS: tags,
        KEYS: `golden-${index} all`,
        UNIQ_KEY: `7F00000100002A9F0000000000000${index}A0`,
      }
      const body = Buffer.from(`{"index":${index},"text":"消息"}`)
      const message = await sendMessage(pool, broker, { topicName: topic, queueId: 0, body, properties })
      sent.push(BigInt(`0x${message.offsetMsgId.slice(-16)}`))
    }
    const group = { consumerGroup: 'golden-group', topic, queueId: 0, commitOffset: 1n }
    // Committed before it is asked about; without a subscription group 5.x refuses.
    await createGroup(broker, { groupName: 'golden-group' })
    await save('update-consumer-offset committed', broker, updateConsumerOffset, group)
    await roundTrip(nameServer, putKvConfig, { namespace: 'ORDER_TOPIC_CONFIG', key: topic, value: 'broker-a:2' })

    const queue = { topic, queueId: 0 }
    const emptyQueue = { topic, queueId: 1 }
    await eventually(broker, queryMessage, queryFor('golden-2'))
    await save('get-broker-cluster-info two-masters-and-a-slave', nameServer, getBrokerClusterInfo, undefined)
    await save('get-routeinfo-by-topic one-broker', nameServer, getRouteinfoByTopic, { topic })
    await save('get-routeinfo-by-topic unknown', nameServer, getRouteinfoByTopic, { topic: 'unknown' })
    await save('get-all-topic-list-from-nameserver all', nameServer, getAllTopicListFromNameserver, undefined)
    await save('get-kv-config found', nameServer, getKvConfig, { namespace: 'ORDER_TOPIC_CONFIG', key: topic })
    await save('get-kv-config not-found', nameServer, getKvConfig, { namespace: 'ORDER_TOPIC_CONFIG', key: 'unknown' })
    await save('get-system-topic-list-from-broker all', broker, getSystemTopicListFromBroker, undefined)
    await save('get-broker-runtime-info master', broker, getBrokerRuntimeInfo, undefined)
    await save('get-broker-config master', broker, getBrokerConfig, undefined)
    await save('get-all-topic-config all', broker, getAllTopicConfig, undefined)
    await save('get-topic-stats-info three-messages', broker, getTopicStatsInfo, { topic })
    await save('get-topic-stats-info unknown', broker, getTopicStatsInfo, { topic: 'unknown' })
    await save('query-topic-consume-by-who one-group', broker, queryTopicConsumeByWho, { topic })
    await save('query-topic-consume-by-who unknown', broker, queryTopicConsumeByWho, { topic: 'unknown' })
    await save('get-max-offset three-messages', broker, getMaxOffset, queue)
    await save('get-min-offset three-messages', broker, getMinOffset, queue)
    await save('search-offset-by-timestamp before', broker, searchOffsetByTimestamp, { ...queue, timestamp: 1 })
    const later = { ...queue, timestamp: Date.now() + 3_600_000, boundaryType: 'UPPER' as const }
    await save('search-offset-by-timestamp after', broker, searchOffsetByTimestamp, later)
    await save('get-earliest-msg-storetime three-messages', broker, getEarliestMsgStoretime, queue)
    await save('get-earliest-msg-storetime empty', broker, getEarliestMsgStoretime, emptyQueue)
    const pull = { ...queue, queueOffset: 0n, maxMsgNums: 32, subscription: '*', expressionType: 'TAG' as const }
    await save('pull-message found', broker, pullMessage, pull)
    await save('pull-message found-by-tag', broker, pullMessage, { ...pull, subscription: 'TagB' })
    await save('pull-message none-matched', broker, pullMessage, { ...pull, subscription: 'TagC' })
    await save('pull-message at-the-end', broker, pullMessage, { ...pull, queueOffset: 3n })
    await save('pull-message out-of-range', broker, pullMessage, { ...pull, queueOffset: 1000n })
    await save('query-message found', broker, queryMessage, queryFor('all'))
    await save('query-message not-found', broker, queryMessage, queryFor('nobody'))
    await save('view-message-by-id found', broker, viewMessageById, { offset: sent[1] ?? 0n, topic })
    await save('view-message-by-id one-byte-off', broker, viewMessageById, { offset: (sent[0] ?? 0n) + 1n, topic })
    await save('view-message-by-id nothing-there', broker, viewMessageById, { offset: 1n << 40n, topic })

    const next = [1000, 5000]
    const exponentialRetryPolicy = { initial: 2000, max: 60_000, multiplier: 3 }
    const customized = { type: 'CUSTOMIZED', customizedRetryPolicy: { next } }
    await createGroup(broker, { groupName: 'golden-customized', groupRetryPolicy: customized, retryMaxTimes: 2 })
    const exponential = { type: 'EXPONENTIAL', exponentialRetryPolicy }
    await createGroup(broker, { groupName: 'golden-exponential', groupRetryPolicy: exponential, consumeEnable: false })
    await save('get-all-subscriptiongroup-config all', broker, getAllSubscriptionGroupConfig, undefined)
    await save('get-all-consumer-offset all', broker, getAllConsumerOffset, undefined)
    const behind = { consumerGroup: 'golden-group', topic }
    await save('get-consume-stats behind', broker, getConsumeStats, { consumerGroup: 'golden-group' })
    await save('get-consume-stats unknown-topic', broker, getConsumeStats, { ...behind, topic: 'unknown' })
    await save('get-consume-stats unknown-group', broker, getConsumeStats, { consumerGroup: 'unknown' })
    await save('query-consume-time-span behind', broker, queryConsumeTimeSpan, { group: 'golden-group', topic })
    await save('query-consume-time-span never-consumed', broker, queryConsumeTimeSpan, { group: 'unknown', topic })
    const nowhere = { group: 'golden-group', topic: 'unknown' }
    await save('query-consume-time-span unknown-topic', broker, queryConsumeTimeSpan, nowhere)
    await save('query-consumer-offset committed', broker, queryConsumerOffset, { ...behind, queueId: 0 })
    await save('query-consumer-offset never-committed', broker, queryConsumerOffset, { ...behind, queueId: 1 })
    await save('get-all-message-request-mode none', broker, getAllMessageRequestMode, undefined)
    await roundTrip(broker, setMessageRequestMode, undefined)
    await save('get-all-message-request-mode one', broker, getAllMessageRequestMode, undefined)
    const putNums = { statsName: 'TOPIC_PUT_NUMS', statsKey: topic }
    await save('view-broker-stats-data counted', broker, viewBrokerStatsData, putNums)
    await save('view-broker-stats-data never-counted', broker, viewBrokerStatsData, { ...putNums, statsKey: 'unknown' })
    const slave = cluster.brokers.find(({ name }) => name === 'broker-a-slave')?.address ?? ''
    await save('get-broker-ha-status master', broker, getBrokerHaStatus, undefined)
    await save('get-broker-ha-status slave', slave, getBrokerHaStatus, undefined)
    await save('update-consumer-offset unknown-group', broker, updateConsumerOffset, {
      ...group,
      consumerGroup: 'unknown',
    })
    const reset = { topic, group: 'golden-group', timestamp: -1, isForce: true }
    const resetTo = (offset: bigint) => ({ ...reset, timestamp: 0, queueId: 0, offset })
    await save('invoke-broker-to-reset-offset never-committed', broker, invokeBrokerToResetOffset, reset)
    await roundTrip(broker, updateConsumerOffset, { ...group, queueId: 1, commitOffset: 0n })
    await save('invoke-broker-to-reset-offset offline', broker, invokeBrokerToResetOffset, reset)
    await save('invoke-broker-to-reset-offset one-queue', broker, invokeBrokerToResetOffset, resetTo(2n))
    await save('invoke-broker-to-reset-offset out-of-range', broker, invokeBrokerToResetOffset, resetTo(300n))
    const unknownGroup = { ...reset, group: 'unknown' }
    await save('invoke-broker-to-reset-offset unknown-group', broker, invokeBrokerToResetOffset, unknownGroup)
    await save('get-namesrv-config all', nameServer, getNamesrvConfig, undefined)
    await save('get-timer-metrics none', broker, getTimerMetrics, undefined)
    await sendMessage(pool, broker, {
      topicName: topic,
      queueId: 1,
      body: Buffer.from('later'),
      properties: { TIMER_DELIVER_MS: String(Date.now() + 3_600_000) },
    })

    await createGroup(broker, { groupName: 'golden-online' })
    const online = { consumerGroup: 'golden-online' }
    await save('get-consumer-connection-list offline', broker, getConsumerConnectionList, online)
    await save('query-subscription-by-consumer offline', broker, querySubscriptionByConsumer, {
      group: 'golden-online',
      topic,
    })
    const client = startClient(cluster.classPath, nameServer)
    try {
      const stats = { ...online, topic }
      await eventually(broker, getConsumerConnectionList, online)
      await eventually(broker, getAllProducerInfo, undefined, /golden-producer/)
      await eventually(broker, getConsumeStats, stats, /"brokerOffset":3,"consumerOffset":3/)
      await save('get-consumer-connection-list online', broker, getConsumerConnectionList, online)
      await save('get-all-producer-info online', broker, getAllProducerInfo, undefined)
      const subscription = { group: 'golden-online', topic }
      await save('query-subscription-by-consumer online', broker, querySubscriptionByConsumer, subscription)
      const info = { ...online, clientId: '10.0.0.1@consumer', jstackEnable: false }
      await save('get-consumer-running-info online', broker, getConsumerRunningInfo, info)
      const stranger = { ...info, clientId: 'unknown' }
      await save('get-consumer-running-info unknown-client', broker, getConsumerRunningInfo, stranger)
      await save('get-consume-stats online', broker, getConsumeStats, online)
      await save('get-timer-metrics one', broker, getTimerMetrics, undefined)
      const resetOnline = { topic, group: 'golden-online', timestamp: -1, isForce: true }
      // 4.9 waits for a commit in each queue.
      await eventually(broker, invokeBrokerToResetOffset, resetOnline)
      await save('invoke-broker-to-reset-offset online', broker, invokeBrokerToResetOffset, resetOnline)
    } finally {
      client.kill('SIGKILL')
    }
  } finally {
    pool.close()
    await cluster.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

function queryFor(key: string) {
  return { topic, key, maxNum: 32, beginTimestamp: 0, endTimestamp: Date.now() + 3_600_000 }
}

async function createGroup(address: string, config: { groupName: string } & Record<string, unknown>): Promise<void> {
  const updateAndCreateSubscriptionGroup = defineRequest<void, void>({
    code: RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
    encode: () => ({ body: Buffer.from(JSON.stringify({ consumeEnable: true, retryQueueNums: 1, ...config })) }),
    decode: () => {},
  })
  await roundTrip(address, updateAndCreateSubscriptionGroup, undefined)
}

/** A consumer of group `golden-online` and a producer, until killed. */
function startClient(classPath: string, nameServer: string) {
  const source = fileURLToPath(new URL('./GoldenClient.java', import.meta.url))
  return spawn('java', ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', classPath, source, nameServer, topic], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** What is asked for comes a moment after its cause. */
async function eventually<I>(
  address: string,
  request: RequestDefinition<I, unknown>,
  input: I,
  pattern = /"code":0\b/,
): Promise<void> {
  const deadlineMs = Date.now() + patienceMs
  for (;;) {
    const frame = await roundTrip(address, request, input)
    if (pattern.test(frame.toString('latin1'))) return
    if (Date.now() > deadlineMs)
      throw new Error(`${address} still answers ${request.code} with ${frame.toString('latin1')}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
