import type { Measured } from '#lib/api/endpoint.ts'
import type { ClientSample, ClusterSample, GroupSample, GroupTopicSample, TopicSample } from './sample.ts'

/** The sample of a sampler that has stopped: every value as it was, marked stale. What was unknown or did not apply stays so. */
export function ageSample(sample: ClusterSample): ClusterSample {
  const age = <T>(value: Measured<T>): Measured<T> => {
    if (value.state === 'unknown' || value.state === 'na') return value
    return { ...value, state: 'stale', reason: 'OLD', at: value.at ?? sample.at }
  }
  const client = (value: ClientSample): ClientSample => ({ ...value, lag: age(value.lag) })
  const worst = (value: TopicSample['worstLag']) =>
    value && { ...value, lag: age(value.lag), lagTimeMs: age(value.lagTimeMs) }
  const topic = (value: TopicSample): TopicSample => ({
    ...value,
    inTps: age(value.inTps),
    outTps: age(value.outTps),
    inBytesPerSecond: age(value.inBytesPerSecond),
    messages24h: age(value.messages24h),
    retained: age(value.retained),
    lastWriteAt: age(value.lastWriteAt),
    onlineGroups: age(value.onlineGroups),
    worstLag: worst(value.worstLag),
  })
  const groupTopic = (value: GroupTopicSample): GroupTopicSample => ({
    ...value,
    lag: age(value.lag),
    inflight: age(value.inflight),
    lagTimeMs: age(value.lagTimeMs),
    ackTps: age(value.ackTps),
    lastConsumedAt: age(value.lastConsumedAt),
  })
  const group = (value: GroupSample): GroupSample => ({
    ...value,
    clients: age(value.clients),
    lag: age(value.lag),
    retryLag: age(value.retryLag),
    deadSubscriptionLag: age(value.deadSubscriptionLag),
    ready: age(value.ready),
    inflight: age(value.inflight),
    lagTimeMs: age(value.lagTimeMs),
    queueingTimeMs: age(value.queueingTimeMs),
    drainSeconds: age(value.drainSeconds),
    ackTps: age(value.ackTps),
    deadLetters: age(value.deadLetters),
    newDeadLetters24h: age(value.newDeadLetters24h),
    lastConsumedAt: age(value.lastConsumedAt),
    topics: value.topics.map(groupTopic),
    onlineClients: value.onlineClients.map(client),
  })
  return {
    ...sample,
    topics: mapValues(sample.topics, topic),
    groups: mapValues(sample.groups, group),
    producers: sample.producers.map(client),
  }
}

const mapValues = <T>(map: ReadonlyMap<string, T>, change: (value: T) => T): ReadonlyMap<string, T> =>
  new Map([...map].map(([key, value]) => [key, change(value)]))
