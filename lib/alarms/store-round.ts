import { randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import type { Cluster, AlarmInstance as InstanceRow, Prisma } from '#lib/db/generated/client.ts'
import { enqueueNotices } from '#lib/notifications/enqueue-notices.ts'
import type { AlarmNotice } from '#lib/notifications/notice.ts'
import { type HeldLease, requireLease } from '#lib/worker/lease.ts'
import { unitOf } from './alarm-metrics.ts'
import type { AlarmInstance } from './incident-schema.ts'
import { objectColumns, openKeyOf, stateColumns } from './instance-row.ts'
import type { LoadedRule } from './rule-content.ts'
import type { AlarmObject } from './schema.ts'
import type { InstanceState, StepEvent } from './step-instance.ts'

/** One incident that a round changed. */
export interface Changed {
  instanceId: string
  ruleId: string
  objectKey: string
  object: AlarmObject
  state: InstanceState | null
  stored: InstanceRow | null
  owner: string | null
  labels: Readonly<Record<string, string>>
  silencedBy: NonNullable<AlarmInstance['silencedBy']> | null
  inhibitedBy: NonNullable<AlarmInstance['inhibitedBy']> | null
  trend: 'UP' | 'FLAT' | 'DOWN' | null
  events: readonly StepEvent[]
  /** It never fired: nothing of it is kept. */
  isDropped: boolean
}

/** How a rule did in the round. */
export interface RuleRun {
  ruleId: string
  revision: number
  /** Null: it could not be judged, and is tried again. */
  judgedAt: Date | null
  matched: number
  tookMs: number
  error: string | null
}

type NamedCluster = Pick<Cluster, 'clusterId' | 'name' | 'environment'>

/**
 * Writes a round in one transaction: incidents, events, notices, and how far each rule was judged. Of a rule that was changed
 * meanwhile nothing is written: it is judged again as it is now.
 *
 * @returns how many notices were handed on
 */
export async function storeRound(
  cluster: NamedCluster,
  rules: readonly LoadedRule[],
  { runs, changed, now }: { runs: readonly RuleRun[]; changed: readonly Changed[]; now: Date },
  lease?: HeldLease,
): Promise<number> {
  const { clusterId } = cluster
  return db().$transaction(
    async (tx) => {
      if (lease) await requireLease(tx, lease)
      const isAsJudged = await unchangedRules(tx, runs)
      const kept = changed.filter(({ ruleId }) => isAsJudged(ruleId))
      const dropped = kept.filter(({ isDropped, stored }) => isDropped && stored)
      if (dropped.length > 0) {
        const instanceId = { in: dropped.map((each) => each.instanceId) }
        // Somebody may have looked after it meanwhile: it is open until it ends.
        await tx.alarmInstance.deleteMany({ where: { instanceId, endedAt: null } })
      }
      const written = kept.filter((each): each is Changed & { state: InstanceState } => each.state !== null)
      await writeInstances(tx, cluster, rules, written)
      const events = written.flatMap((each) => each.events.map((event) => ({ each, event, eventId: randomUUID() })))
      await tx.alarmEvent.createMany({
        data: events.map(({ each, event: { from, to, ...event }, eventId }) => ({
          eventId,
          instanceId: each.instanceId,
          ruleId: each.ruleId,
          clusterId,
          ...event,
          fromState: from,
          toState: to,
        })),
      })
      const byId = new Map(rules.map((rule) => [rule.ruleId, rule]))
      const notices = events.flatMap(({ each, event, eventId }) => {
        const rule = byId.get(each.ruleId)
        return rule ? toNotice(cluster, rule, each, event, eventId) : []
      })
      await enqueueNotices(tx, notices, now)
      await writeRuns(
        tx,
        clusterId,
        runs.filter(({ ruleId }) => isAsJudged(ruleId)),
        now,
      )
      return notices.length
    },
    { timeout: 60_000 },
  )
}

/** Rules that are as they were read. The rows stay so until the end of the transaction. */
async function unchangedRules(
  tx: Prisma.TransactionClient,
  runs: readonly RuleRun[],
): Promise<(ruleId: string) => boolean> {
  const judged = new Map(runs.map(({ ruleId, revision }) => [ruleId, revision]))
  if (judged.size === 0) return () => true
  const rows = await tx.$queryRaw<{ rule_id: string; revision: number }[]>`
    select rule_id, revision from alarm_rules where rule_id = any(${[...judged.keys()]}::text[]) order by rule_id for share`
  const now = new Map(rows.map(({ rule_id, revision }) => [rule_id, revision]))
  // Rules that were not judged in this round are those whose incidents close.
  return (ruleId) => !judged.has(ruleId) || now.get(ruleId) === judged.get(ruleId)
}

const ROWS_PER_STATEMENT = 2_000

async function writeInstances(
  tx: Prisma.TransactionClient,
  { clusterId }: NamedCluster,
  rules: readonly LoadedRule[],
  changed: readonly (Changed & { state: InstanceState })[],
): Promise<void> {
  const byId = new Map(rules.map((rule) => [rule.ruleId, rule]))
  for (let start = 0; start < changed.length; start += ROWS_PER_STATEMENT) {
    const rows = changed.slice(start, start + ROWS_PER_STATEMENT).map((each) => {
      const rule = byId.get(each.ruleId)
      const metric = rule?.conditions[each.state.row]?.metric ?? each.stored?.metric ?? ''
      return snakeCased({
        instanceId: each.instanceId,
        ruleId: each.ruleId,
        ruleName: rule?.name ?? each.stored?.ruleName ?? '',
        level: each.object.level,
        clusterId,
        openKey: each.state.endedAt === null ? openKeyOf(each.ruleId, clusterId, each.objectKey) : null,
        objectKey: each.objectKey,
        ...objectColumns(each.object),
        owner: each.owner,
        labels: each.labels,
        metric,
        unit: unitOf(metric),
        trend: each.trend ?? each.stored?.trend ?? null,
        ...stateColumns(each.state),
        silencedBy: each.silencedBy,
        inhibitedBy: each.inhibitedBy,
        ...(each.state.acknowledged === null && each.stored?.acknowledgedBy && { isUnacknowledged: true }),
      })
    })
    // Acknowledgements are people's: only one that has ended by the clock is taken away. What somebody has closed stays closed.
    await tx.$executeRaw`
      insert into alarm_instances
      select * from jsonb_populate_recordset(null::alarm_instances, ${JSON.stringify(rows)}::jsonb)
      on conflict (instance_id) do update set
        rule_name = excluded.rule_name, open_key = excluded.open_key, owner = excluded.owner, labels = excluded.labels,
        state = excluded.state, close_reason = excluded.close_reason, severity = excluded.severity,
        severity_rank = excluded.severity_rank, row_index = excluded.row_index, metric = excluded.metric,
        unit = excluded.unit, value = excluded.value, value_at = excluded.value_at, threshold = excluded.threshold,
        peak_value = excluded.peak_value, peak_severity = excluded.peak_severity, trend = excluded.trend,
        fired_at = excluded.fired_at, last_seen_at = excluded.last_seen_at, ended_at = excluded.ended_at,
        judged_at = excluded.judged_at, true_periods = excluded.true_periods, cleared_ms = excluded.cleared_ms,
        no_data_periods = excluded.no_data_periods, error_ms = excluded.error_ms, changes = excluded.changes,
        is_flapping = excluded.is_flapping, sends = excluded.sends, notified_severity = excluded.notified_severity,
        last_notice_at = excluded.last_notice_at, next_repeat_at = excluded.next_repeat_at,
        repeat_wait_ms = excluded.repeat_wait_ms, silenced_by = excluded.silenced_by,
        inhibited_by = excluded.inhibited_by
      where alarm_instances.ended_at is null`
    const ended = rows.filter((row) => 'is_unacknowledged' in row).map((row) => row.instance_id)
    if (ended.length > 0) {
      await tx.$executeRaw`
        update alarm_instances set acknowledged_by = null, acknowledged_at = null, acknowledge_note = null, acknowledge_until = null
        where instance_id = any(${ended}::text[]) and acknowledge_until <= judged_at`
    }
  }
}

const snakeCased = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  )

async function writeRuns(
  tx: Prisma.TransactionClient,
  clusterId: string,
  runs: readonly RuleRun[],
  now: Date,
): Promise<void> {
  if (runs.length === 0) return
  const rows = runs.map(({ ruleId, judgedAt, matched, tookMs, error }) => ({
    rule_id: ruleId,
    cluster_id: clusterId,
    judged_at: judgedAt,
    evaluated_at: now,
    took_ms: Math.round(tookMs * 10) / 10,
    matched,
    error,
  }))
  await tx.$executeRaw`
    insert into alarm_rule_states
    select * from jsonb_populate_recordset(null::alarm_rule_states, ${JSON.stringify(rows)}::jsonb)
    on conflict (rule_id, cluster_id) do update set
      judged_at = coalesce(excluded.judged_at, alarm_rule_states.judged_at), evaluated_at = excluded.evaluated_at,
      took_ms = excluded.took_ms, matched = excluded.matched, error = excluded.error`
}

function toNotice(
  { clusterId, name: clusterName, environment }: NamedCluster,
  rule: LoadedRule,
  { instanceId, object: { level, ...object }, owner, labels, state, trend }: Changed & { state: InstanceState },
  event: StepEvent,
  eventId: string,
): AlarmNotice[] {
  if (event.transition === null) return []
  const metric = rule.conditions[state.row]?.metric ?? ''
  const { templates } = rule
  const [en, zhCN] = [templates?.en ?? templates?.zhCN, templates?.zhCN ?? templates?.en]
  return [
    {
      eventId,
      instanceId,
      ruleId: rule.ruleId,
      ruleName: rule.name,
      clusterId,
      clusterName,
      environment,
      transition: event.transition,
      severity: event.severity ?? state.severity ?? 'WARNING',
      level,
      object: withoutUndefined(object),
      owner,
      labels: { ...labels },
      metric,
      unit: unitOf(metric),
      value: event.value,
      threshold: event.threshold,
      since: state.firedAt ?? state.since,
      at: event.at,
      trend,
      runbookUrl: rule.runbookUrl,
      template: en && zhCN ? { en, zhCN } : null,
      policyIds: rule.policyIds,
    },
  ]
}

const withoutUndefined = (object: Omit<AlarmObject, 'level'>): AlarmNotice['object'] =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
