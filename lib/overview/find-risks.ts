import type { Measured } from '#lib/api/endpoint.ts'
import type { RegisteredCertificate } from '#lib/clusters/registered-certificates.ts'
import type { GroupEntry } from '#lib/groups/group-entries.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import type { Risk, Severity } from './schema.ts'

const DISK_SHOWN_RATIO = 0.6
const DISK_WARNING_RATIO = 0.75
/** Brokers begin to delete and to refuse above this. */
const DISK_CRITICAL_RATIO = 0.85
/** A disk that is full so soon is shown however full it is now. */
const DISK_SHOWN_DAYS = 14
const DISK_WARNING_DAYS = 3
const CERTIFICATE_SHOWN_DAYS = 30
const CERTIFICATE_CRITICAL_DAYS = 7
const DAY_MS = 24 * 3_600_000
/** A group whose oldest message is this near to the oldest that is stored loses messages soon. */
const RETENTION_RATIO = 0.8
const SLAVE_GAP_BYTES = 64n * 1024n * 1024n
const SHOWN_OF_A_KIND = 3

/**
 * What is not wrong yet: disks that fill, certificates that end, groups near the end of retention, dead letters that grow, slaves that
 * lag.
 */
export function findRisks(input: {
  brokers: readonly Broker[]
  /** By brokerName, where it is known and fills at all. */
  diskFullInDays: ReadonlyMap<string, { value: number }>
  certificates: readonly RegisteredCertificate[]
  groups: Iterable<GroupEntry>
  oldestMessageAt: Measured<Date>
  now: Date
}): Risk[] {
  const groups = [...input.groups].filter(({ item }) => !item.isSystem)
  return [
    ...fullDisks(input.brokers, input.diskFullInDays),
    ...endingCertificates(input.certificates, input.now),
    ...nearRetention(groups, input.oldestMessageAt, input.now),
    ...slaveGaps(input.brokers),
    ...deadLetters(groups),
  ]
}

const brokerLink = ({ brokerName, brokerId }: Broker) => `/nodes/brokers/${encodeURIComponent(brokerName)}/${brokerId}`
const nameOf = ({ brokerName, brokerId }: Broker) => (brokerId === 0 ? brokerName : `${brokerName}:${brokerId}`)

function fullDisks(brokers: readonly Broker[], forecasts: ReadonlyMap<string, { value: number }>): Risk[] {
  return brokers
    .flatMap((broker): Risk[] => {
      const ratio = broker.diskUsedRatio.value
      // Stored of masters: a slave has a disk of its own.
      const days = broker.brokerId === 0 ? (forecasts.get(broker.brokerName)?.value ?? null) : null
      const isSoon = days !== null && days < DISK_SHOWN_DAYS
      if (!isSoon && (ratio === null || ratio < DISK_SHOWN_RATIO)) return []
      const severity = diskSeverity(ratio ?? 0, days)
      return [{ ...none, kind: 'DISK', name: nameOf(broker), severity, ratio, days, link: brokerLink(broker) }]
    })
    .sort((a, b) => order[a.severity] - order[b.severity] || (b.ratio ?? 0) - (a.ratio ?? 0))
    .slice(0, SHOWN_OF_A_KIND)
}

const order: Record<Severity, number> = { critical: 0, warning: 1, unknown: 2, info: 3 }
const none = { ratio: null, count: null, isAtLeast: false, days: null }

function diskSeverity(ratio: number, days: number | null): Severity {
  if (ratio >= DISK_CRITICAL_RATIO) return 'critical'
  return ratio >= DISK_WARNING_RATIO || (days !== null && days < DISK_WARNING_DAYS) ? 'warning' : 'info'
}

function endingCertificates(certificates: readonly RegisteredCertificate[], now: Date): Risk[] {
  return certificates
    .flatMap(({ name, endsAt }): Risk[] => {
      const days = (endsAt.getTime() - now.getTime()) / DAY_MS
      if (days >= CERTIFICATE_SHOWN_DAYS) return []
      const severity = days < CERTIFICATE_CRITICAL_DAYS ? 'critical' : 'warning'
      return [{ ...none, kind: 'CERTIFICATE', name, severity, days, link: '/settings' }]
    })
    .sort((a, b) => (a.days ?? 0) - (b.days ?? 0))
    .slice(0, SHOWN_OF_A_KIND)
}

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
