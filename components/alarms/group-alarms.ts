import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { rankOf } from './alarm-looks.ts'

export const groupings = ['cluster', 'rule', 'owner'] as const
export type Grouping = (typeof groupings)[number]

export const groupKey = (alarm: AlarmInstance, by: Grouping): string =>
  by === 'cluster' ? alarm.clusterId : by === 'rule' ? alarm.ruleId : (alarm.owner ?? '')

/**
 * Rows of one group together, the group with the worst alarm first. Within a group the order of the list stays, or, where the list
 * has none of its own, the worst and the longest first.
 */
export function groupAlarms(alarms: readonly AlarmInstance[], by: Grouping, isSorted: boolean): AlarmInstance[] {
  const rows = isSorted
    ? [...alarms]
    : alarms.toSorted((a, b) => rankOf(a) - rankOf(b) || a.since.getTime() - b.since.getTime())
  const groups = Map.groupBy(rows, (alarm) => groupKey(alarm, by))
  const worst = (group: readonly AlarmInstance[]) => Math.min(...group.map(rankOf))
  return [...groups.values()].sort((a, b) => worst(a) - worst(b)).flat()
}

/** "4 alarms, 2 of them inhibited or silenced": what the head of a group says. */
export function countsOf(alarms: readonly AlarmInstance[]): {
  all: number
  inhibited: number
  silenced: number
  lastNoticeAt: Date | null
} {
  const notices = alarms.flatMap(({ lastNoticeAt }) => (lastNoticeAt ? [lastNoticeAt.getTime()] : []))
  return {
    all: alarms.length,
    inhibited: alarms.filter(({ inhibitedBy }) => inhibitedBy).length,
    silenced: alarms.filter(({ silencedBy, inhibitedBy }) => silencedBy && !inhibitedBy).length,
    lastNoticeAt: notices.length === 0 ? null : new Date(Math.max(...notices)),
  }
}
