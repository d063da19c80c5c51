import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { AlarmSilence } from '#lib/db/generated/client.ts'
import type { AlarmInstance } from './incident-schema.ts'
import { patternOf } from './match-selector.ts'
import { type AlarmObject, type Severity, WeeklyHours } from './schema.ts'
import { SilenceScope } from './silence-schema.ts'
import { isWithinHours, nextHours } from './weekly-hours.ts'

/** A silence as the evaluation knows it. */
export interface LoadedSilence {
  /** Null: the maintenance of a cluster. */
  silenceId: string | null
  scope: SilenceScope
  startsAt: Date
  endsAt: Date | null
  recurring: WeeklyHours | null
  reason: string
  by: string
}

/** What a silence looks at. */
export interface Silenced {
  instanceId: string
  clusterId: string
  ruleId: string
  object: AlarmObject
  severity: Severity | null
  labels: Readonly<Record<string, string>>
}

const Recurring = WeeklyHours.nullable().catch(null)
/** What cannot be read silences nothing. */
const Nothing = { instanceId: ' ' }

export const loadSilence = (row: AlarmSilence): LoadedSilence => ({
  silenceId: row.silenceId,
  scope: SilenceScope.catch(Nothing).parse(row.scope),
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  recurring: Recurring.parse(row.recurring),
  reason: row.reason,
  by: row.createdBy,
})

/** Silences that may hold in a cluster between two times, its maintenance included. */
export async function readSilences(
  cluster: { clusterId: string; maintenanceUntil: Date | null },
  from: Date,
  to: Date,
): Promise<LoadedSilence[]> {
  const rows = await db().alarmSilence.findMany({
    where: {
      startsAt: { lte: to },
      AND: [
        { OR: [{ clusterId: cluster.clusterId }, { clusterId: null }] },
        { OR: [{ endsAt: null }, { endsAt: { gt: from } }] },
      ],
    },
    orderBy: { startsAt: 'asc' },
  })
  return [...maintenanceOf(cluster), ...rows.map(loadSilence)]
}

/** The maintenance of a cluster is a silence of all its rules until its end. */
export function maintenanceOf({
  clusterId,
  maintenanceUntil,
}: {
  clusterId: string
  maintenanceUntil: Date | null
}): LoadedSilence[] {
  if (maintenanceUntil === null) return []
  const never = new Date(0)
  const parts = { startsAt: never, endsAt: maintenanceUntil, recurring: null, reason: 'maintenance', by: '' }
  return [{ silenceId: null, scope: { clusterId }, ...parts }]
}

/** Does it hold at that time? */
export const isSilencedAt = ({ startsAt, endsAt, recurring }: Omit<LoadedSilence, 'scope'>, at: Date): boolean =>
  startsAt <= at && (endsAt === null || endsAt > at) && (recurring === null || isWithinHours(recurring, at))

/** Is it about this alarm? Every part of its scope must match. */
export function silences(
  { clusterId, ruleId, instanceId, object, level, labels, severities }: SilenceScope,
  of: Silenced,
): boolean {
  return (
    (clusterId === undefined || clusterId === of.clusterId) &&
    (ruleId === undefined || ruleId === of.ruleId) &&
    (instanceId === undefined || instanceId === of.instanceId) &&
    (level === undefined || level === of.object.level) &&
    (object === undefined || namesOf(of.object).some((name) => patternOf(object).test(name))) &&
    (labels === undefined || Object.entries(labels).every(([key, value]) => of.labels[key] === value)) &&
    (severities === undefined || (of.severity !== null && severities.includes(of.severity)))
  )
}

const namesOf = ({ brokerName, address, namespace, topicName, groupName, clientId }: AlarmObject): string[] =>
  [brokerName, address, namespace, topicName, groupName, clientId].filter((name) => name !== undefined)

/** The silence that hides an alarm now; the one that ends last where there are several. */
export function silenceOf(
  all: readonly LoadedSilence[],
  of: Silenced,
  at: Date,
): NonNullable<AlarmInstance['silencedBy']> | null {
  const holding = all.filter((silence) => isSilencedAt(silence, at) && silences(silence.scope, of))
  const ends = holding.map((silence) => ({ silence, until: untilOf(silence, at) }))
  ends.sort((a, b) => (b.until?.getTime() ?? Number.MAX_SAFE_INTEGER) - (a.until?.getTime() ?? Number.MAX_SAFE_INTEGER))
  const [longest] = ends
  if (!longest) return null
  const { silenceId, reason, by } = longest.silence
  return { silenceId, reason, by, until: longest.until }
}

/** When what holds now ends; null: with the incident. */
function untilOf({ endsAt, recurring }: LoadedSilence, at: Date): Date | null {
  const [window] = recurring ? nextHours(recurring, at, 1) : []
  if (!window) return endsAt
  return endsAt !== null && endsAt < window.to ? endsAt : window.to
}

export const StoredSilencedBy = z
  .object({
    silenceId: z.string().nullable(),
    reason: z.string(),
    by: z.string(),
    until: z.coerce.date().nullable(),
  })
  .nullable()
  .catch(null)
