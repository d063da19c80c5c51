import type { Measured } from '#lib/api/endpoint.ts'
import type { GroupEntry } from '#lib/groups/group-entries.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import type { Risk, Severity } from './schema.ts'

const DISK_SHOWN_RATIO = 0.6
const DISK_WARNING_RATIO = 0.75
/** Brokers begin to delete and to refuse above this. */
const DISK_CRITICAL_RATIO = 0.85
/** A group whose oldest message is this near to the oldest that is stored loses messages soon. */
const RETENTION_RATIO = 0.8
const SLAVE_GAP_BYTES = 64n * 1024n * 1024n
const SHOWN_OF_A_KIND = 3

/** What is not wrong yet: disks that fill, groups near the end of retention, dead letters that grow, slaves that lag. */
export function findRisks(input: {
  brokers: readonly Broker[]
  groups: Iterable<GroupEntry>
  oldestMessageAt: Measured<Date>
  now: Date
}): Risk[] {
  const groups = [...input.groups].filter(({ item }) => !item.isSystem)
  return [
    ...fullDisks(input.brokers),
    ...nearRetention(groups, input.oldestMessageAt, input.now),
    ...slaveGaps(input.brokers),
    ...deadLetters(groups),
  ]
}

const brokerLink = ({ brokerName, brokerId }: Broker) => `/nodes/brokers/${encodeURIComponent(brokerName)}/${brokerId}`
const nameOf = ({ brokerName, brokerId }: Broker) => (brokerId === 0 ? brokerName : `${brokerName}:${brokerId}`)

function fullDisks(brokers: readonly Broker[]): Risk[] {
  return brokers
    .flatMap((broker): Risk[] => {
      const ratio = broker.diskUsedRatio.value
      if (ratio === null || ratio < DISK_SHOWN_RATIO) return []
      return [
        { ...none, kind: 'DISK', name: nameOf(broker), severity: diskSeverity(ratio), ratio, link: brokerLink(broker) },
      ]
    })
    .sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))
    .slice(0, SHOWN_OF_A_KIND)
}

const none = { ratio: null, count: null, isAtLeast: false }
const diskSeverity = (ratio: number): Severity =>
  ratio >= DISK_CRITICAL_RATIO ? 'critical' : ratio >= DISK_WARNING_RATIO ? 'warning' : 'info'

function nearRetention(groups: readonly GroupEntry[], { value: oldestAt }: Measured<Date>, now: Date): Risk[] {
  if (!oldestAt) return []
  const keptMs = now.getTime() - oldestAt.getTime()
  return groups
    .flatMap(({ item: { groupName, lagTimeMs } }): Risk[] => {
      const ratio = keptMs > 0 ? (lagTimeMs.value ?? 0) / keptMs : 0
      if (ratio < RETENTION_RATIO || keptMs < LEAST_KEPT_MS) return []
      const link = `/groups/${encodeURIComponent(groupName)}`
      return [{ ...none, kind: 'RETENTION', name: groupName, severity: 'warning', ratio: Math.min(ratio, 1), link }]
    })
    .sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))
    .slice(0, SHOWN_OF_A_KIND)
}

/** In a young cluster everything is near the oldest message, and nothing is deleted yet. */
const LEAST_KEPT_MS = 24 * 3_600_000

function slaveGaps(brokers: readonly Broker[]): Risk[] {
  return brokers.flatMap((broker): Risk[] => {
    const count = broker.haGapBytes.value
    if (count === null || count < SLAVE_GAP_BYTES) return []
    return [{ ...none, kind: 'SLAVE_GAP', name: nameOf(broker), severity: 'warning', count, link: brokerLink(broker) }]
  })
}

function deadLetters(groups: readonly GroupEntry[]): Risk[] {
  return groups
    .flatMap(({ item: { groupName, newDeadLetters24h } }): Risk[] => {
      const count = newDeadLetters24h.value
      if (count === null || count <= 0n) return []
      const isAtLeast = newDeadLetters24h.reason === 'PARTIAL'
      const link = `/groups/${encodeURIComponent(groupName)}?tab=retry`
      return [{ ...none, kind: 'DEAD_LETTERS', name: groupName, severity: 'info', count, isAtLeast, link }]
    })
    .sort((a, b) => Number((b.count ?? 0n) - (a.count ?? 0n)))
    .slice(0, SHOWN_OF_A_KIND)
}
