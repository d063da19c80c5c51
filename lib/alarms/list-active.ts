import type { List } from '#lib/api/endpoint.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import type { AlarmCounts, AlarmInstance } from './incident-schema.ts'
import { clustersOf, type InstanceFilters, instanceWhere, seenIn } from './instance-where.ts'
import { objectKey } from './objects.ts'
import { severities } from './schema.ts'
import { toInstances, withCluster } from './to-instance.ts'

type ListInput = InstanceFilters & { page: number; pageSize: number; sort?: string | undefined }

/** Those that have fired and not ended. */
const active = ['FIRING', 'RECOVERING', 'NO_DATA', 'ERROR']

/** Alarms that are open now, the worst first; with what the bell counts, whatever the other filters say. */
export async function listActive(
  ctx: Context,
  input: ListInput,
): Promise<List<AlarmInstance> & { counts: AlarmCounts }> {
  const where = await instanceWhere(ctx, { ...input, state: input.state ?? active })
  const now = new Date()
  const seen = await seenIn(ctx, clustersOf(ctx, input.clusterId), input.environment)
  const [rows, firing] = await Promise.all([
    db().alarmInstance.findMany({
      where: { ...where, endedAt: null },
      include: withCluster,
      orderBy: [{ severityRank: 'desc' }, { since: 'desc' }, { instanceId: 'asc' }],
    }),
    db().alarmInstance.findMany({
      where: {
        ...seen,
        endedAt: null,
        state: { in: active },
      },
      include: withCluster,
    }),
  ])
  const shown = (await toInstances(rows, now)).filter(
    ({ silencedBy }) => input.isSilenced === undefined || input.isSilenced === (silencedBy !== undefined),
  )
  return { ...sortAndPage(shown, input, sortValue), counts: countsOf(await toInstances(firing, now)) }
}

function countsOf(instances: readonly AlarmInstance[]): AlarmCounts {
  const count = (of: readonly AlarmInstance[]) => ({
    critical: of.filter(({ severity }) => severity === 'CRITICAL').length,
    warning: of.filter(({ severity }) => severity === 'WARNING').length,
    info: of.filter(({ severity }) => severity === 'INFO').length,
  })
  const firing = instances.filter(({ state }) => state !== 'RECOVERING')
  const unheeded = firing.filter(
    ({ acknowledged, silencedBy, inhibitedBy }) => !acknowledged && !silencedBy && !inhibitedBy,
  )
  return { firing: count(firing), unacknowledged: count(unheeded) }
}

function sortValue(item: AlarmInstance, field: string): SortValue {
  switch (field) {
    case 'severity':
      return item.severity === null ? null : severities.indexOf(item.severity)
    case 'object':
      return objectKey(item.object)
    case 'value':
      return item.value.value
    case 'acknowledged':
      return item.acknowledged?.at ?? null
    case 'silencedBy':
      return item.silencedBy ? (item.silencedBy.until ?? new Date(8e15)) : null
    default:
      return item[field as 'since' | 'ruleName' | 'state' | 'clusterName' | 'metric' | 'threshold' | 'owner'] // the rest of the sort fields
  }
}
