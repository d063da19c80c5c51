import type { ListQuery } from '#components/data-table/use-list-url.ts'
import type { AlarmState } from '#lib/alarms/schema.ts'
import { splitLabelFilter } from '#lib/api/endpoint.ts'
import type { ActiveFilter } from './queries.ts'

/** Of an incident that has not ended; what is pending has told nobody yet, and is listed all the same. */
export const openStates = [
  'FIRING',
  'PENDING',
  'RECOVERING',
  'NO_DATA',
  'ERROR',
] as const satisfies readonly AlarmState[]

/** Names in the address, on every list of alarms. */
export const alarmFilterKeys = [
  'cluster',
  'environment',
  'severity',
  'state',
  'rule',
  'level',
  'owner',
  'label',
  'handled',
  'hidden',
] as const
export type AlarmFilterKey = (typeof alarmFilterKeys)[number]

const listOf = <T extends string>(text: string | undefined): T[] | undefined =>
  text === undefined ? undefined : (text.split(',').filter(Boolean) as T[]) // the API refuses what is none of them

/** What the address says, in the API's words. On the page of a cluster nothing else is asked for. */
export function toAlarmFilter(
  {
    cluster,
    environment,
    severity,
    state,
    rule,
    level,
    owner,
    label,
    handled,
    hidden,
    ...rest
  }: ListQuery<AlarmFilterKey>,
  clusterId: string | null,
): ActiveFilter {
  const clusterIds = clusterId === null ? listOf(cluster) : [clusterId]
  const filter = {
    ...rest,
    clusterId: clusterIds,
    environment: clusterId === null ? listOf(environment) : undefined,
    severity: listOf(severity),
    state: listOf(state),
    ruleId: listOf(rule),
    level: listOf(level),
    owner: listOf(owner),
    label: label === undefined ? undefined : splitLabelFilter(label),
    isAcknowledged: handled === undefined ? undefined : handled === 'yes',
    isSilenced: hidden === undefined ? undefined : hidden === 'silenced' ? true : hidden === 'no' ? false : undefined,
    isInhibited: hidden === undefined ? undefined : hidden === 'inhibited' ? true : hidden === 'no' ? false : undefined,
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as ActiveFilter // only fields of the query
}
