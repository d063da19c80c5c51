import type { List } from '#lib/api/endpoint.ts'
import { sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import type { AlarmSilence } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere, visibleClusterIds } from '#lib/users/require-permission.ts'
import { objectColumns, objectOf } from './instance-row.ts'
import { clustersOf, instanceWhere, seenIn } from './instance-where.ts'
import type { Severity, WeeklyHours } from './schema.ts'
import type { NewSilence, Silence, SilencePreview, SilenceScope } from './silence-schema.ts'
import { isSilencedAt, loadSilence, maintenanceOf, silences } from './silences.ts'
import { toInstances, withCluster } from './to-instance.ts'
import { nextHours } from './weekly-hours.ts'

interface ListInput {
  page: number
  pageSize: number
  sort?: string | undefined
  clusterId?: string[] | undefined
  ruleId?: string[] | undefined
  state?: Silence['state'][] | undefined
  q?: string | undefined
}

/** Silences and maintenance of the clusters that the actor may see; those that hold first. */
export async function listSilences(ctx: Context, input: ListInput): Promise<List<Silence>> {
  const { ruleId, state, q } = input
  const asked = clustersOf(ctx, input.clusterId)
  const whole = visibleClusterIds(ctx, 'alarm:read')
  // Silences and maintenance of a cluster are for those who see all of it; who sees a part sees what hides single alarms of theirs.
  const clusterIds = whole === 'all' ? asked : (asked ?? [...whole]).filter((clusterId) => whole.has(clusterId))
  const seen = await seenIn(ctx, asked)
  const own =
    whole === 'all'
      ? []
      : await db().alarmInstance.findMany({
          where: seen,
          select: { instanceId: true },
          orderBy: { since: 'desc' },
          take: MAX_OWN,
        })
  const now = new Date()
  const [rows, maintained] = await Promise.all([
    db().alarmSilence.findMany({
      where: {
        ...(clusterIds && {
          OR: [
            { clusterId: { in: clusterIds } },
            ...(clusterIds.length > 0 ? [{ clusterId: null }] : []),
            { instanceId: { in: own.map(({ instanceId }) => instanceId) } },
          ],
        }),
        ...(ruleId && { ruleId: { in: ruleId } }),
      },
      orderBy: { createdAt: 'desc' },
    }),
    ruleId
      ? []
      : db().cluster.findMany({
          where: {
            removedAt: null,
            maintenanceUntil: { gt: now },
            ...(clusterIds && { clusterId: { in: clusterIds } }),
          },
        }),
  ])
  const ofMaintenance = maintained.flatMap((cluster) =>
    maintenanceOf(cluster).map((silence) => ({ ...silence, clusterName: cluster.name, clusterId: cluster.clusterId })),
  )
  const open = await db().alarmInstance.findMany({
    where: { ...seen, endedAt: null, state: { not: 'PENDING' } },
  })
  const maintenance = ofMaintenance.map(
    ({ scope, endsAt, reason, clusterId, clusterName }): Silence => ({
      silenceId: `maintenance ${clusterId}`,
      kind: 'MAINTENANCE',
      clusterName,
      ruleName: null,
      objectName: null,
      object: null,
      scope,
      startsAt: now,
      endsAt,
      recurring: null,
      nextAt: now,
      nextEndsAt: endsAt,
      state: 'ACTIVE',
      reason,
      silencing: open.filter((row) => row.clusterId === clusterId).length,
      createdBy: '',
      createdAt: now,
      updatedAt: now,
      revision: '0',
    }),
  )
  const text = q?.toLowerCase()
  const shown = [...maintenance, ...(await showSilences(rows, now))].filter(
    (silence) =>
      (!state || state.includes(silence.state)) &&
      (text === undefined || `${silence.reason}\n${silence.createdBy}`.toLowerCase().includes(text)),
  )
  const order = ['ACTIVE', 'SCHEDULED', 'ENDED']
  shown.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return sortAndPage(
    shown,
    input,
    (item, field) => item[field as 'startsAt' | 'endsAt' | 'state' | 'reason' | 'silencing'],
  ) // a sort field
}

/** Alarms of a person that are looked at for silences. */
const MAX_OWN = 5_000

/** Silences as they are shown, with what each hides now. */
export async function showSilences(rows: readonly AlarmSilence[], now: Date): Promise<Silence[]> {
  if (rows.length === 0) return []
  const [clusters, rules, incidents, open] = await Promise.all([
    db().cluster.findMany({ select: { clusterId: true, name: true } }),
    db().alarmRule.findMany({
      where: { ruleId: { in: rows.flatMap(({ ruleId }) => ruleId ?? []) } },
      select: { ruleId: true, name: true },
    }),
    db().alarmInstance.findMany({
      where: { instanceId: { in: rows.flatMap((row) => loadSilence(row).scope.instanceId ?? []) } },
    }),
    db().alarmInstance.findMany({ where: { endedAt: null, state: { not: 'PENDING' } } }),
  ])
  const openIds = new Set(open.map(({ instanceId }) => instanceId))
  return rows.map((row) => {
    const loaded = loadSilence(row)
    const { scope, startsAt, endsAt, recurring } = loaded
    const [window] = windowsOf(loaded, now, 1)
    // Of one incident: it ends with it.
    const isOver = endsAt !== null ? endsAt <= now : scope.instanceId !== undefined && !openIds.has(scope.instanceId)
    const isActive = !isOver && isSilencedAt(loaded, now)
    const incident = incidents.find(({ instanceId }) => instanceId === scope.instanceId)
    return {
      silenceId: row.silenceId,
      kind: 'SILENCE',
      clusterName: clusters.find(({ clusterId }) => clusterId === row.clusterId)?.name ?? null,
      ruleName: incident?.ruleName ?? rules.find(({ ruleId }) => ruleId === row.ruleId)?.name ?? null,
      objectName: incident
        ? Object.values(objectColumns(objectOf(incident)))
            .filter(Boolean)
            .join(' ')
        : null,
      object: incident ? objectOf(incident) : null,
      scope,
      startsAt,
      endsAt,
      recurring,
      nextAt: isOver ? null : (window?.from ?? null),
      nextEndsAt: isOver ? null : (window?.to ?? null),
      state: isOver ? 'ENDED' : isActive ? 'ACTIVE' : 'SCHEDULED',
      reason: row.reason,
      silencing: isActive ? open.filter((instance) => silences(scope, silencedOf(instance))).length : 0,
      createdBy: row.createdBy,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      revision: String(row.revision),
    }
  })
}

const silencedOf = (row: Parameters<typeof objectOf>[0]) => ({
  instanceId: row.instanceId,
  clusterId: row.clusterId,
  ruleId: row.ruleId,
  object: objectOf(row),
  severity: row.severity as Severity | null, // written by the evaluation
  labels: Object(row.labels) as Record<string, string>, // written by the evaluation
})

interface Times {
  startsAt: Date
  endsAt: Date | null
  recurring: WeeklyHours | null
}

/** When it hides, from now on. */
function windowsOf(
  { startsAt, endsAt, recurring }: Times,
  now: Date,
  count: number,
): { from: Date; to: Date | null }[] {
  if (!recurring) return [{ from: startsAt, to: endsAt }]
  const from = startsAt > now ? startsAt : now
  return nextHours(recurring, from, count).flatMap((hours) => {
    if (endsAt !== null && hours.from >= endsAt) return []
    return [
      {
        from: hours.from < startsAt ? startsAt : hours.from,
        to: endsAt !== null && hours.to > endsAt ? endsAt : hours.to,
      },
    ]
  })
}

const MAX_ITEMS = 100
const MAX_WINDOWS = 10

/** What a silence would hide now, were it in force, and when it would be. */
export async function previewSilence(
  ctx: Context,
  input: Omit<NewSilence, 'reason'> & { scope: SilenceScope },
): Promise<SilencePreview> {
  requirePermissionSomewhere(ctx, 'alarm:read')
  const now = new Date()
  const { scope } = input
  const rows = await db().alarmInstance.findMany({
    where: {
      AND: [await instanceWhere(ctx, { clusterId: scope.clusterId === undefined ? undefined : [scope.clusterId] })],
      endedAt: null,
      state: { not: 'PENDING' },
    },
    include: withCluster,
    orderBy: [{ severityRank: 'desc' }, { since: 'desc' }],
  })
  const hidden = rows.filter((row) => silences(scope, silencedOf(row)))
  const times = { startsAt: input.startsAt ?? now, endsAt: input.endsAt ?? null, recurring: input.recurring ?? null }
  return {
    total: hidden.length,
    items: await toInstances(hidden.slice(0, MAX_ITEMS), now),
    windows: windowsOf(times, now, MAX_WINDOWS),
  }
}
