import { quantile } from './exporter/growth.ts'
import type { LiveExporter } from './exporter/live-exporter.ts'
import type { BrokerNumbers } from './node-numbers.ts'
import { derived, firstKnown, fromAdmin, fromExporter, type Points, type Sourced, sum } from './point.ts'

/** Answers that refuse work because there is too much of it. */
const REFUSALS: ReadonlySet<string> = new Set(['system_busy', 'service_not_available', 'go_away', 'broker_busy'])
/** Requests with the most answers; each is three series. */
const MAX_REQUESTS = 30

/** What is summed up for the cluster out of its brokers. */
export interface BrokerSums {
  inBytesPerSecond: Sourced
  outBytesPerSecond: Sourced
  storageBytes: Sourced
  rejectedPerSecond: Sourced
  putFailedPerSecond: Sourced
  oldestMessageAgeMs: Sourced
  restarts: Sourced
}

/** All points of one broker: its own account (28, 907), and what its metrics endpoint says. */
export function brokerPoints(
  points: Points,
  brokerName: string,
  node: BrokerNumbers,
  exporter: LiveExporter | undefined,
  now: number,
): BrokerSums {
  const add = (metric: Parameters<Points['add']>[0], value: Sourced, part = '') =>
    points.add(metric, 'broker', { brokerName, part }, value)
  add('up', fromAdmin(node.isUp ? 1 : 0))
  const told = toldBy(node, exporter, now)
  const poolSize = (name: string) => node.pools.find((pool) => pool.name === name)?.size ?? null
  add('inTps', heard(node, node.inTps))
  add('outTps', heard(node, node.outTps))
  for (const metric of Object.keys(told) as (keyof BrokerSums)[]) add(metric, told[metric]) // its own keys
  add('messageBytesAvg', heard(node, averageSize(node)))
  add('diskUsedRatio', heard(node, node.diskUsedRatio))
  add('diskFullInDays', derived(node.isUp ? node.diskFullInDays : null))
  add('sendQueueWaitMs', heard(node, node.sendQueueWaitMs))
  add('pageCacheLockMs', heard(node, node.pageCacheLockMs))
  add('haGapBytes', heard(node, node.ha?.gapBytes ?? null))
  add('haInSync', heard(node, node.ha?.inSyncSlaves ?? null))
  add('timerReadBehindMs', heard(node, times(node.timerReadBehindSeconds, 1000)))
  const watermark = exporter?.values('processor_watermark', 'processor')
  const gauge = (family: Parameters<LiveExporter['values']>[0]) =>
    fromExporter(exporter?.values(family).get('') ?? null)
  add('dispatchBehindBytes', firstKnown(gauge('storage_dispatch_behind'), heard(node, node.dispatchBehindBytes)))
  add('timerEnqueueLag', firstKnown(gauge('timer_enqueue_lag'), heard(node, node.timerEnqueueLag)))
  add('sendQueueDepth', firstKnown(fromExporter(watermark?.get('send') ?? null), heard(node, poolSize('send'))))
  add('pullQueueDepth', firstKnown(fromExporter(watermark?.get('pull') ?? null), heard(node, poolSize('pull'))))
  if (!exporter) {
    add('requestMsP99', heard(node, node.putLatency99Ms), 'put')
    return told
  }
  add('flushBehindBytes', gauge('storage_flush_behind'))
  add('timerDequeueLag', gauge('timer_dequeue_lag'))
  add('popReviveLag', gauge('pop_revive_lag'))
  add('popReviveMs', gauge('pop_revive_latency'))
  for (const [processor, depth] of watermark ?? []) add('processorWatermark', fromExporter(depth), processor)
  for (const [seconds, messages] of exporter.values('timer_message_snapshot', 'timer_bound_s')) {
    add('timerSlots', fromExporter(messages), hoursOf(seconds))
  }
  const latency = exporter.histograms('delay_message_latency')?.get('')
  if (latency) add('delayLatencyMs', fromExporter(times(quantile(0.95, latency), 1000)))
  const requests = [...(exporter.histograms('rpc_latency', 'request_code') ?? [])]
    .filter(([, { count }]) => count > 0)
    .sort(([, a], [, b]) => b.count - a.count)
  for (const [request, histogram] of requests.slice(0, MAX_REQUESTS)) {
    add('requestMsP50', fromExporter(quantile(0.5, histogram)), request)
    add('requestMsP95', fromExporter(quantile(0.95, histogram)), request)
    add('requestMsP99', fromExporter(quantile(0.99, histogram)), request)
  }
  return told
}

function toldBy(node: BrokerNumbers, exporter: LiveExporter | undefined, now: number): BrokerSums {
  const total = (family: 'throughput_in' | 'throughput_out') => {
    const rates = exporter?.rates(family)
    return fromExporter(rates ? (rates.get('') ?? 0) : null)
  }
  const reserve = exporter?.values('storage_message_reserve_time').get('') ?? null
  const oldest = node.oldestMessageAt === null ? null : now - node.oldestMessageAt
  return {
    // Without a metrics endpoint: all that was stored, what the broker writes for itself too.
    inBytesPerSecond: firstKnown(total('throughput_in'), heard(node, node.putBytesPerSecond)),
    outBytesPerSecond: total('throughput_out'),
    storageBytes: heard(node, node.commitLogBytes),
    rejectedPerSecond: fromExporter(rejected(exporter)),
    putFailedPerSecond: heard(node, node.rejectedPerSecond),
    oldestMessageAgeMs: firstKnown(fromExporter(reserve !== null && reserve > 0 ? reserve : null), heard(node, oldest)),
    restarts: heard(node, node.hasRestarted ? 1 : 0),
  }
}

/** What a broker said last is no number of now while it is down. */
const heard = (node: BrokerNumbers, value: number | null): Sourced => fromAdmin(node.isUp ? value : null)

/** Of what was stored since the last look; where nothing was, of all since its start. */
function averageSize({ putBytesPerSecond, putsPerSecond, putBytes, putMessages }: BrokerNumbers): number | null {
  if (putBytesPerSecond !== null && putsPerSecond !== null && putsPerSecond > 0)
    return putBytesPerSecond / putsPerSecond
  return putBytes !== null && putMessages !== null && putMessages > 0 ? putBytes / putMessages : null
}

function rejected(exporter: LiveExporter | undefined): number | null {
  const rates = exporter?.histogramRates('rpc_latency', 'response_code')
  return rates ? sum([...rates].map(([code, rate]) => (REFUSALS.has(code) ? rate : 0))) : null
}

const times = (value: number | null, factor: number) => (value === null ? null : value * factor)

/** `14400` is 4 hours: the timer wheel is told in slots of hours and days. */
const hoursOf = (seconds: string) => String(Number(seconds) / 3_600)
