import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { Asker } from '#lib/messages/consumption/asker.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import { decodeUniqKey } from '#lib/rocketmq/codec/message-id.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { RecordsRead } from './read-records.ts'
import type { MessageTrace, TraceGap } from './schema.ts'

/** Why traces are missing, as far as something says so. @throws the signal's reason */
export async function explainGaps(
  context: SearchContext,
  read: Pick<RecordsRead, 'missing' | 'read' | 'coverage'>,
  { traces, message, id, now }: { traces: readonly MessageTrace[]; message?: StoredMessage; id?: string; now: Date },
): Promise<TraceGap[]> {
  const { cluster, caller, signal } = context
  const asker = new Asker({ signal, timeoutMs: cluster.pageTimeoutMs, caller })
  const gaps: TraceGap[] = []
  const stages = new Set(
    traces.flatMap(({ hops }) => hops.filter(({ source }) => source === 'TRACE')).map(({ stage }) => stage),
  )
  if (stages.size === 0) {
    if (read.missing.length > 0) gaps.push(...(await missingTopics(cluster, asker, read.missing)))
    gaps.push(...(await whyNotSaid(cluster, { message, id, now })))
    const { to } = read.coverage.range
    const oldest = await oldestRecord(cluster, asker, read.read)
    if (oldest && to && to < oldest) gaps.push({ reason: 'EXPIRED', oldest })
    else if (read.read.length > 0 && read.coverage.stoppedBecause === 'complete') gaps.push({ reason: 'NO_RECORD' })
  } else if (id !== undefined) {
    if (!stages.has('CONSUME')) gaps.push({ reason: 'ONLY_PRODUCE' })
    else if (!stages.has('PRODUCE')) {
      gaps.push(...(await whyNotSaid(cluster, { message, id, now })), { reason: 'ONLY_CONSUME' })
    }
  }
  return gaps
}

/** The broker makes its own trace topic, if its switch is on; any other is made by whoever sends to it. */
async function missingTopics(cluster: LiveCluster, asker: Asker, missing: readonly string[]): Promise<TraceGap[]> {
  const { topicConfigs } = await cluster.getInventory()
  const answers = await Promise.all(
    topicConfigs.map(async ({ server, brokerName }) => {
      const config = await asker.ask(server, (call) => cluster.admin.brokers.getConfig(server, call))
      return { brokerName, isOff: 'value' in config && config.value.traceTopicEnable !== 'true' }
    }),
  )
  const brokersOff = answers.filter(({ isOff }) => isOff).map(({ brokerName }) => brokerName)
  return missing.map((traceTopic) => ({ reason: 'TOPIC_MISSING', traceTopic, brokersOff }))
}

/** What the message itself says of its producer. */
async function whyNotSaid(
  { proxies }: Pick<LiveCluster, 'proxies'>,
  { message, id, now }: { message: StoredMessage | undefined; id: string | undefined; now: Date },
): Promise<TraceGap[]> {
  const uniqKey = message?.uniqKey ?? id
  const decoded = uniqKey === undefined ? null : decodeUniqKey(uniqKey, now)
  if (decoded?.kind === 'grpc' || message?.properties.has('__BORNHOST')) return [{ reason: 'PRODUCER_GRPC' }]
  const gaps: TraceGap[] = []
  const bornIp = message && hostOf(message.bornHost)
  const isOfProxy = proxies.some(({ grpc, remoting }) => [grpc, remoting].some((address) => hostOf(address) === bornIp))
  // On one machine both have the same address, and nothing can be told.
  if (isOfProxy && decoded?.address && decoded.address !== bornIp) gaps.push({ reason: 'PROXY_TRACE_OFF' })
  if (message?.properties.get('TRACE_ON') === 'false') gaps.push({ reason: 'TRACE_OFF' })
  return gaps
}

/** Store time of the oldest trace message of all; undefined where nobody says. */
async function oldestRecord(
  cluster: LiveCluster,
  asker: Asker,
  traceTopics: readonly string[],
): Promise<Date | undefined> {
  const { topicConfigs } = await cluster.getInventory()
  const times = await Promise.all(
    topicConfigs.flatMap(({ server, configs }) =>
      traceTopics
        .filter((topicName) => configs.has(topicName))
        .flatMap((topicName) => {
          const queues = configs.get(topicName)?.readQueueNums ?? 0
          return Array.from({ length: queues }, (_, queueId) =>
            asker.ask(server, (call) =>
              cluster.admin.offsets.getEarliestStoreTime(server, { topicName, queueId }, call),
            ),
          )
        }),
    ),
  )
  const known = times.flatMap((answer) => ('value' in answer && answer.value ? [answer.value.getTime()] : []))
  return known.length > 0 ? new Date(Math.min(...known)) : undefined
}

const hostOf = (address: string) => address.slice(0, address.lastIndexOf(':'))
