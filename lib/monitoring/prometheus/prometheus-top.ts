import { MetricsSource } from '#lib/clusters/schema.ts'
import { db } from '#lib/db/db.ts'
import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { MetricName, MetricObject, MetricScope } from '../schema.ts'
import { askPrometheus } from './ask-prometheus.ts'
import { promqlOf } from './promql.ts'

/** A rate needs two readings, and they are at most so far apart as a rule. */
const LEAST_WINDOW_SECONDS = 120

interface Asked {
  clusterId: string
  metric: MetricName
  scope: MetricScope
  /** Unix second at which the window ends. */
  end: number
  /** Seconds of the window, and how far back the one lies that it is compared with. */
  seconds: number
  before: number
}

/**
 * All objects of a scope with what the Prometheus of a cluster says of them: over a window, and over the one before it.
 *
 * @returns null for a metric that is not read there, and a cluster without one
 * @throws AppError while it does not answer
 */
export async function prometheusTop(
  { clusterId, metric, scope, end, seconds, before }: Asked,
  signal: AbortSignal,
): Promise<{ labels: MetricObject; value: number | null; previous: number | null }[] | null> {
  const row = await db().cluster.findUnique({ where: { clusterId }, select: { metricsSource: true } })
  const source = MetricsSource.safeParse(row?.metricsSource).data
  if (source?.kind !== 'prometheus') return null
  const pattern = scope === 'groupTopic' || scope === 'client' ? '*/*' : '*'
  const promql = promqlOf({ metric, scope, pattern }, Math.max(seconds, LEAST_WINDOW_SECONDS), source.labels)
  if (!promql) return null
  // A range of two steps: then, and now.
  const range = { expression: promql.expression, from: end - before, to: end, stepSeconds: before }
  const answer = await askPrometheus(source.url, range, signal)
  const found = answer.map(({ labels, values }) => {
    const valueAt = (second: number) => {
      const value = values.get(second)
      return value !== undefined && Number.isFinite(value) ? value : null
    }
    return { labels: promql.objectOf(labels), value: valueAt(end), previous: valueAt(end - before) }
  })
  return found.filter(({ labels: { topicName } }) => topicName === undefined || isNormal(topicName))
}

/** Retry, dead-letter and RocketMQ's own topics have no rank. */
const isNormal = (topicName: string) => topicKind(topicName, new Set()) === 'NORMAL'
