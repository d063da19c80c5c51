import type { Measured } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Cluster, AlarmInstance as InstanceRow } from '#lib/db/generated/client.ts'
import { AlarmInstance } from './incident-schema.ts'
import { objectOf } from './instance-row.ts'
import type { CloseReason, Severity } from './schema.ts'
import { type LoadedSilence, loadSilence, maintenanceOf, StoredSilencedBy, silenceOf } from './silences.ts'

export type NamedRow = InstanceRow & { cluster: Pick<Cluster, 'name' | 'environment' | 'maintenanceUntil'> }
export const withCluster = { cluster: { select: { name: true, environment: true, maintenanceUntil: true } } } as const

const InhibitedBy = AlarmInstance.shape.inhibitedBy.unwrap().nullable().catch(null)

/** Incidents as they are shown. What hides an open one is that of now, not of its last period. */
export async function toInstances(rows: readonly NamedRow[], now: Date): Promise<AlarmInstance[]> {
  const isOpen = rows.some(({ endedAt }) => endedAt === null)
  const silences = isOpen ? await silencesNow(now) : []
  return rows.map((row) => toInstance(row, silences, now))
}

/** Every silence that holds now, those of maintenance apart. */
async function silencesNow(now: Date): Promise<LoadedSilence[]> {
  const where = { startsAt: { lte: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] }
  return (await db().alarmSilence.findMany({ where })).map(loadSilence)
}

function toInstance(row: NamedRow, silences: readonly LoadedSilence[], now: Date): AlarmInstance {
  const { cluster, acknowledgedBy, acknowledgedAt, acknowledgeNote, acknowledgeUntil, endedAt } = row
  const object = objectOf(row)
  const severity = row.severity as Severity | null // written by the evaluation
  const labels = Object(row.labels) as Record<string, string> // written by the evaluation
  const silenced = {
    instanceId: row.instanceId,
    clusterId: row.clusterId,
    ruleId: row.ruleId,
    object,
    severity,
    labels,
  }
  const all = [...silences, ...maintenanceOf({ ...cluster, clusterId: row.clusterId })]
  const silencedBy = endedAt === null ? silenceOf(all, silenced, now) : StoredSilencedBy.parse(row.silencedBy)
  const inhibitedBy = InhibitedBy.parse(row.inhibitedBy)
  return {
    instanceId: row.instanceId,
    ruleId: row.ruleId,
    ruleName: row.ruleName,
    level: object.level,
    clusterId: row.clusterId,
    clusterName: cluster.name,
    environment: cluster.environment,
    object,
    owner: row.owner,
    labels,
    state: row.state as AlarmInstance['state'], // written by the evaluation
    closeReason: row.closeReason as CloseReason | null, // likewise
    severity,
    metric: row.metric,
    unit: row.unit,
    value: lastValue(row),
    threshold: row.threshold,
    peakValue: row.peakValue,
    peakSeverity: row.peakSeverity as Severity | null,
    trend: row.trend as AlarmInstance['trend'],
    since: row.since,
    firedAt: row.firedAt,
    lastSeenAt: row.lastSeenAt,
    endedAt,
    durationMs: Math.max(0, (endedAt ?? now).getTime() - (row.firedAt ?? row.since).getTime()),
    ...(acknowledgedBy !== null &&
      acknowledgedAt !== null && {
        acknowledged: { by: acknowledgedBy, at: acknowledgedAt, note: acknowledgeNote, until: acknowledgeUntil },
      }),
    ...(silencedBy && { silencedBy }),
    ...(inhibitedBy && { inhibitedBy }),
    isFlapping: row.isFlapping,
    sends: row.sends,
    lastNoticeAt: row.lastNoticeAt,
    nextRepeatAt: row.nextRepeatAt,
  }
}

/** The last value that was known; stale while the newest period was judged without one. */
function lastValue({ value, valueAt, judgedAt }: InstanceRow): Measured<number> {
  if (value === null || valueAt === null) return { value: null, state: 'unknown', at: valueAt, reason: 'NO_ANSWER' }
  return valueAt < judgedAt
    ? { value, state: 'stale', at: valueAt, reason: 'OLD' }
    : { value, state: 'ok', at: valueAt }
}
