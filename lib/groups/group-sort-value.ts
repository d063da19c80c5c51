import type { Metadata } from '#lib/api/endpoint.ts'
import type { SortValue } from '#lib/clusters/sort-and-page.ts'
import type { GroupEntry } from './group-entries.ts'
import type { GroupSortField, GroupState } from './schema.ts'

/** Worst is highest, so that the descending order begins with it. What is not known has no place. */
const stateRank: Record<GroupState, number | null> = {
  STUCK: 8,
  FALLING_BEHIND: 7,
  BEHIND: 6,
  NO_CLIENT: 5,
  DRAINING: 4,
  NEVER_CONSUMED: 3,
  BROADCAST: 2,
  KEEPING_UP: 1,
  UNKNOWN: null,
}
const trendRank = { UP: 3, FLAT: 2, DOWN: 1 }
const consistencyRank = { INCONSISTENT: 2, CONSISTENT: 1, UNKNOWN: null }

/** What a column of the group list sorts by; null stands last both ways. */
export function groupSortValue(entry: GroupEntry, metadata: Metadata, field: GroupSortField): SortValue {
  const { item } = entry
  switch (field) {
    case 'state':
      return stateRank[item.state]
    case 'clients':
      return item.clients.value?.total ?? null
    case 'isOrdered':
    case 'consumeEnable': {
      const isOn = item[field]
      return isOn === null ? null : Number(isOn)
    }
    case 'lag':
    case 'retryLag':
    case 'deadSubscriptionLag':
    case 'ready':
    case 'inflight':
    case 'deadLetters':
    case 'newDeadLetters24h':
      return item[field].value
    case 'lagTimeMs':
    case 'queueingTimeMs':
    case 'ackTps':
    case 'topics':
      return item[field].value
    case 'drainSeconds':
      return item.drainSeconds.reason === 'NEVER_DRAINS' ? Number.POSITIVE_INFINITY : item.drainSeconds.value
    case 'trend':
      return item.trend === null ? null : trendRank[item.trend]
    case 'consistency':
      return item.consistency === null ? null : consistencyRank[item.consistency]
    case 'retryPolicy':
      return item.retryPolicy?.type ?? null
    case 'lowestVersion':
      return entry.lowestVersionOrdinal
    case 'lastConsumedAt':
      return item.lastConsumedAt.value
    case 'remark':
    case 'owner':
      return metadata[field]
    case 'createdAt':
      return metadata.createdAt ?? null
    default:
      return item[field]
  }
}
