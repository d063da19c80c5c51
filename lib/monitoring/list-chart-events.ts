import { type HistoryKind, historyObject, historyPermission, listHistoryOf } from '#lib/audit/list-history.ts'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { queryMetrics } from './query-metrics.ts'
import type { ChartEvent, ChartEventsAnswer, ChartEventsQuery, MetricsAnswer } from './schema.ts'

/** More ticks than this are a fog over the lines. */
const MOST = 200
const MAX_RANGE_MS = 90 * 24 * 3_600_000

const nothing = { action: null, by: null, outcome: null, target: null, from: null, to: null }

/**
 * What happened to one object in a time, oldest first: what people changed, brokers that started, clients that came and went. What
 * the caller may not read about is left out.
 *
 * @throws AppError INVALID_INPUT for a range that makes no chart
 */
export async function listChartEvents(
  ctx: Context,
  input: ChartEventsQuery & { clusterId: string },
): Promise<ChartEventsAnswer> {
  const { clusterId, from, to } = input
  requirePermissionIn(ctx, 'monitoring:read', clusterId)
  if (to <= from) throw new AppError('INVALID_INPUT', 'The range ends before it begins.')
  if (to.getTime() - from.getTime() > MAX_RANGE_MS)
    throw new AppError('INVALID_INPUT', 'The range is longer than 90 days.')
  const targets = targetsOf(input).filter(({ kind, name }) =>
    hasPermission(ctx, historyPermission(kind), clusterId, historyObject(kind, name)),
  )
  const [changes, restarts, clients] = await Promise.all([
    listHistoryOf(clusterId, targets, { from, to, limit: MOST + 1 }),
    readRestarts(ctx, input),
    readClientChanges(ctx, input),
  ])
  const all = [...changes.filter(isChange).map(toEvent), ...restarts, ...clients].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  )
  return { items: all.slice(-MOST), isCapped: all.length > MOST || changes.length > MOST }
}

/** Whose changes belong to the board; a cluster's own are those of its registration and its nodes. */
function targetsOf({ topic, group, namespace, broker }: ChartEventsQuery): { kind: HistoryKind; name?: string }[] {
  const named = [
    ...(topic === undefined ? [] : [{ kind: 'topic' as const, name: topic }]),
    ...(group === undefined ? [] : [{ kind: 'group' as const, name: group }]),
    ...(namespace === undefined ? [] : [{ kind: 'namespace' as const, name: namespace }]),
    ...(broker === undefined ? [] : [{ kind: 'node' as const, name: broker }]),
  ]
  return named.length > 0 ? named : [{ kind: 'cluster' }, { kind: 'node' }]
}

/** Refused attempts changed nothing; reads, previews and notes of ours change nothing in RocketMQ. */
const isChange = ({ action, outcome }: HistoryRow): boolean =>
  outcome !== 'REFUSED' &&
  !/^(diagnosis|cve|message-link|saved-view)\.|\.(read|query|export|preview|snapshot|test|mark)/.test(action)

const toEvent = ({ at, action, actor, outcome, target }: HistoryRow): ChartEvent => ({
  ...nothing,
  at,
  kind: 'AUDIT',
  action,
  by: actor.name,
  outcome,
  target: target.name,
})

/** Starts that the sampler counted, and the last one that each broker tells itself. */
async function readRestarts(ctx: Context, input: ChartEventsQuery & { clusterId: string }): Promise<ChartEvent[]> {
  const { clusterId, from, to, broker, topic, group, namespace } = input
  const isAboutBrokers = topic === undefined && group === undefined && namespace === undefined
  if (!isAboutBrokers || !hasPermission(ctx, 'node:read', clusterId)) return []
  const nodes = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker', ...(broker !== undefined && { brokerName: broker }) },
    select: { brokerName: true, brokerId: true, facts: true },
  })
  const names = [...new Set(nodes.flatMap(({ brokerName }) => brokerName ?? []))]
  const told = nodes.flatMap(({ brokerName, brokerId, facts }): ChartEvent[] => {
    const { bootAt } = Object(facts) as { bootAt?: unknown } // written by the node check
    const at = typeof bootAt === 'string' ? new Date(bootAt) : null
    if (!at || !(at >= from && at <= to)) return []
    return [{ ...nothing, at, kind: 'RESTART', target: `${brokerName}:${brokerId}` }]
  })
  if (names.length === 0) return told
  const counted = await queryMetrics(ctx, {
    clusterId,
    metric: 'restarts',
    scope: 'broker',
    objects: names.slice(0, 500).map((brokerName) => ({ brokerName })),
    from,
    to,
    aggregate: 'sum',
  })
  const stepMs = counted.stepSeconds * 1000
  const sampled = counted.series.flatMap(({ labels, points }) =>
    points.flatMap(([at, value]): ChartEvent[] =>
      value !== null && Number(value) > 0
        ? [{ ...nothing, at, kind: 'RESTART', target: labels.brokerName ?? null }]
        : [],
    ),
  )
  // The same start is known twice while it is the newest: its own time is the exact one.
  const isTold = ({ at, target }: ChartEvent) =>
    told.some((one) => one.target?.startsWith(`${target}:`) && Math.abs(one.at.getTime() - at.getTime()) <= 2 * stepMs)
  return [...told, ...sampled.filter((event) => !isTold(event))]
}

/** The number of a group's clients changed: its queues were shared out anew. */
async function readClientChanges(ctx: Context, input: ChartEventsQuery & { clusterId: string }): Promise<ChartEvent[]> {
  const { clusterId, from, to, group } = input
  if (group === undefined || !hasPermission(ctx, 'group:read', clusterId, onGroup(group))) return []
  const answer = await queryMetrics(ctx, {
    clusterId,
    metric: 'consumerClients',
    scope: 'group',
    objects: [{ groupName: group }],
    from,
    to,
    aggregate: 'last',
  })
  return answer.series.flatMap(changesOf)
}

function changesOf({ points }: MetricsAnswer['series'][number]): ChartEvent[] {
  const events: ChartEvent[] = []
  let before: number | null = null
  for (const [at, value] of points) {
    if (value === null) continue
    const count = Number(value)
    if (before !== null && before !== count) events.push({ ...nothing, at, kind: 'CLIENTS', from: before, to: count })
    before = count
  }
  return events
}
