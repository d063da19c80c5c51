import type { Measured } from '#lib/api/endpoint.ts'
import type { MetricSource } from './catalogue.ts'
import type { ClusterSample } from './sample.ts'
import type { MetricName, MetricScope } from './schema.ts'

/** Marks each minute in which the cluster was sampled: where it is missing, every chart has a gap. */
export const PASS_METRIC = 'pass'
/** 1 while a broker does not answer the sampler; its address is the `part`. Where it is 1, sums lack the broker's share. */
export const SILENT_METRIC = 'silent'

/** One number to store. Names that do not apply are empty. */
export interface MetricPoint {
  metric: MetricName | typeof PASS_METRIC | typeof SILENT_METRIC
  scope: MetricScope
  brokerName: string
  topicName: string
  groupName: string
  namespace?: string
  clientId?: string
  /** Of a metric that is split: a message type, a request, an upper bound, a node. */
  part?: string
  /** Null: not known now. */
  value: number | null
  /** Where it was read; `admin` unless told. */
  source?: MetricSource
}

/** What the node check says of a broker, by name of the metric; null where it did not say. */
export type BrokerNumbers = Partial<Record<MetricName, number | null>>

type Names = Partial<Pick<MetricPoint, 'brokerName' | 'topicName' | 'groupName'>>

const point = (metric: MetricPoint['metric'], scope: MetricScope, names: Names, value: number | null): MetricPoint => ({
  metric,
  scope,
  brokerName: '',
  topicName: '',
  groupName: '',
  ...names,
  value,
})

/** Only what was measured now: an old value would draw a line where there was no sample. */
function knownNow(measured: Measured<number> | Measured<bigint>): number | null {
  const isNow = measured.state === 'ok' || measured.state === 'estimate'
  return isNow && measured.value !== null ? Number(measured.value) : null
}

/** Everything of one sample that charts can draw. */
export function metricPoints(
  sample: ClusterSample,
  ofCluster: BrokerNumbers,
  byBroker: ReadonlyMap<string, BrokerNumbers>,
): MetricPoint[] {
  const points = [point(PASS_METRIC, 'cluster', {}, 1)]
  for (const topic of sample.topics.values()) {
    const names = { topicName: topic.topicName }
    points.push(
      point('inTps', 'topic', names, knownNow(topic.inTps)),
      point('outTps', 'topic', names, knownNow(topic.outTps)),
      point('retained', 'topic', names, knownNow(topic.retained)),
    )
  }
  let consumerClients: number | null = 0
  for (const group of sample.groups.values()) {
    const names = { groupName: group.groupName }
    const clients = group.clients.value?.total ?? null
    consumerClients = clients === null || consumerClients === null ? null : consumerClients + clients
    points.push(
      point('lag', 'group', names, knownNow(group.lag)),
      point('retryLag', 'group', names, knownNow(group.retryLag)),
      point('deadSubscriptionLag', 'group', names, knownNow(group.deadSubscriptionLag)),
      point('inflight', 'group', names, knownNow(group.inflight)),
      point('lagTimeMs', 'group', names, knownNow(group.lagTimeMs)),
      point('ackTps', 'group', names, knownNow(group.ackTps)),
      point('deadLetters', 'group', names, knownNow(group.deadLetters)),
      point('consumerClients', 'group', names, clients),
    )
    for (const topic of group.topics) {
      if (topic.kind !== 'SUBSCRIBED') continue
      const both = { ...names, topicName: topic.topicName }
      points.push(
        point('lag', 'groupTopic', both, knownNow(topic.lag)),
        point('lagTimeMs', 'groupTopic', both, knownNow(topic.lagTimeMs)),
        point('ackTps', 'groupTopic', both, knownNow(topic.ackTps)),
      )
    }
  }
  points.push(
    point('consumerClients', 'cluster', {}, consumerClients),
    point('producerClients', 'cluster', {}, sample.producers.length),
    point('lag', 'cluster', {}, clusterLag(sample)),
  )
  for (const [metric, value] of Object.entries(ofCluster))
    points.push(point(metric as MetricName, 'cluster', {}, value)) // keys of BrokerNumbers
  for (const [brokerName, numbers] of byBroker) {
    for (const [metric, value] of Object.entries(numbers)) {
      points.push(point(metric as MetricName, 'broker', { brokerName }, value)) // keys of BrokerNumbers
    }
  }
  return points
}

/** Σ over all groups to which lag applies; unknown as soon as one of them is. */
function clusterLag({ groups }: ClusterSample): number | null {
  let sum = 0
  for (const { lag } of groups.values()) {
    if (lag.state === 'na') continue
    const value = knownNow(lag)
    if (value === null) return null
    sum += value
  }
  return sum
}
