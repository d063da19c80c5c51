import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { MetricSnapshot } from '#lib/metrics.ts'
import { catalogueEntry, metricNames } from './catalogue.ts'
import type { MetricPoint } from './point.ts'
import { packText, unpackText } from './sample-store.ts'

const PART = 'points'
/** Older numbers are none of now. */
const OLD_MS = 3 * 60_000
/** The fewest first: when there are too many series, those of brokers and groups are there. */
const scopes = ['broker', 'group', 'groupTopic', 'topic'] as const

const StoredPoints = z.array(
  z.tuple([z.enum(metricNames), z.enum(scopes), z.record(z.string(), z.string()), z.number()]),
)
type StoredPoint = z.output<typeof StoredPoints>[number]

/** Writes down the newest numbers of one cluster, for `/api/metrics` of the web processes. */
export async function storeExported(
  clusterId: string,
  at: Date,
  points: readonly MetricPoint[],
  limit: number,
): Promise<void> {
  const kept = points
    .flatMap(({ metric, scope, value, brokerName, groupName, topicName, part = '' }): StoredPoint[] => {
      const known = metricNames.find((name) => name === metric)
      const place = scopes.find((each) => each === scope)
      if (!known || !place || value === null) return []
      const names = { broker: brokerName, group: groupName, topic: topicName, part }
      return [[known, place, Object.fromEntries(Object.entries(names).filter(([, name]) => name !== '')), value]]
    })
    .sort(([, a], [, b]) => scopes.indexOf(a) - scopes.indexOf(b))
    .slice(0, limit)
  const row = { measuredAt: at, content: await packText(JSON.stringify(kept)) }
  await db().clusterSample.upsert({
    where: { clusterId_part: { clusterId, part: PART } },
    create: { clusterId, part: PART, ...row },
    update: row,
  })
}

/**
 * The numbers of all clusters as metrics: `apogee_rocketmq_group_lag{cluster, group}`. A counter of the catalogue counts one
 * minute, so all are gauges here.
 *
 * @param limit of series; how many more there are is told
 */
export async function exportedMetrics(limit: number): Promise<MetricSnapshot[]> {
  const rows = await db().clusterSample.findMany({
    where: { part: PART, measuredAt: { gt: new Date(Date.now() - OLD_MS) }, cluster: { removedAt: null } },
    include: { cluster: { select: { name: true } } },
    orderBy: { clusterId: 'asc' },
  })
  const byName = new Map<string, { help: string; values: [Record<string, string>, number][] }>()
  let count = 0
  let dropped = 0
  for (const { content, cluster } of rows) {
    for (const [metric, scope, names, value] of StoredPoints.parse(JSON.parse(await unpackText(content)))) {
      if (count >= limit) {
        dropped += 1
        continue
      }
      count += 1
      const name = `apogee_rocketmq_${snake(scope)}_${snake(metric)}`
      const family = byName.get(name) ?? { help: `${metric} of a ${scope}, ${catalogueEntry(metric).unit}`, values: [] }
      family.values.push([{ cluster: cluster.name, ...names }, value])
      byName.set(name, family)
    }
  }
  const families = [...byName].map(([name, family]): MetricSnapshot => ({ name, kind: 'gauge', ...family }))
  const help = 'Series of RocketMQ that did not fit APOGEE_METRICS_ROCKETMQ_SERIES'
  return [...families, { name: 'apogee_rocketmq_series_dropped', kind: 'gauge', help, values: [[{}, dropped]] }]
}

const snake = (name: string) => name.replaceAll(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`)
