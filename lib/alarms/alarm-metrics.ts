import type { Measured } from '#lib/api/endpoint.ts'
import { clientRisk } from '#lib/clients/client-risk.ts'
import { type CatalogueMetric, catalogue, catalogueEntry, metricNames } from '#lib/monitoring/catalogue.ts'
import type { ClusterFacts, NodeFacts } from './cluster-facts.ts'
import type { RowValue } from './judge.ts'
import type { AlarmLevel, AlarmMetric, AlarmObject } from './schema.ts'

/** How a number that is no series of its own is made of one: what it grew by in the window, or per second of it. */
export interface DerivedFrom {
  metric: CatalogueMetric
  how: 'increase' | 'perSecond'
}

export interface AlarmMetricEntry extends Omit<AlarmMetric, 'metric'> {
  derivedFrom?: DerivedFrom
  /** Of a state: what it is of an object now. */
  read?: (facts: ClusterFacts, object: AlarmObject) => RowValue
}

const known = (value: number): RowValue => ({ value, state: 'known' })
const unknownValue: RowValue = { value: null, state: 'unknown' }
const notApplicable: RowValue = { value: null, state: 'na' }
const notRead: RowValue = { value: null, state: 'error' }
const flag = (value: boolean | null | undefined): RowValue =>
  value === null || value === undefined ? unknownValue : known(value ? 1 : 0)

/** A sampled value: what is stale is not known any more. */
export function measuredValue(measured: Measured<number> | Measured<bigint> | undefined): RowValue {
  if (!measured) return unknownValue
  const { state, value, reason } = measured
  if (state === 'na') return { ...notApplicable, ...(reason && { reason }) }
  if (value === null || state === 'stale' || state === 'unknown') return { ...unknownValue, ...(reason && { reason }) }
  return known(Number(value))
}

type Reader = NonNullable<AlarmMetricEntry['read']>
interface State {
  group: AlarmMetric['group']
  levels: readonly AlarmLevel[]
  unit?: string
  read: Reader
}
const state = ({ group, levels, unit = '', read }: State): AlarmMetricEntry => ({
  group,
  unit,
  levels: [...levels],
  kind: 'state',
  isStored: false,
  higherIsWorse: true,
  read,
})

const nodeDown =
  (kind: NodeFacts['kind']): Reader =>
  (facts, { address }) => {
    if (!facts.areNodesRead) return notRead
    const node = facts.nodes.find((each) => each.kind === kind && each.address === address)
    if (!node) return notApplicable
    return flag(node.isUp === null ? null : !node.isUp)
  }

const ofBroker =
  (read: (nodes: readonly NodeFacts[], facts: ClusterFacts) => RowValue): Reader =>
  (facts, { brokerName }) => {
    if (!facts.areNodesRead) return notRead
    return read(
      facts.nodes.filter((node) => node.kind === 'broker' && node.brokerName === brokerName),
      facts,
    )
  }

const ofGroup =
  (read: (group: NonNullable<ReturnType<ClusterFacts['groupOf']>>, facts: ClusterFacts) => RowValue): Reader =>
  (facts, { groupName = '' }) => {
    if (!facts.isSampled) return notRead
    const group = facts.groupOf(groupName)
    return group ? read(group, facts) : unknownValue
  }

const isMaster = (node: NodeFacts) => node.brokerId === 0
const HOUR_MS = 3_600_000
/** What never drains is said to take longer than any threshold. */
const NEVER_SECONDS = 1e9

/** What a rule can ask about beside the series of the catalogue. */
const own = {
  // Availability
  clusterUnreachable: state({
    group: 'availability',
    levels: ['cluster'],
    read: (facts) => (facts.health === null ? notRead : flag(facts.health === 'UNREACHABLE')),
  }),
  brokerDown: state({ group: 'availability', levels: ['node'], read: nodeDown('broker') }),
  nameServerDown: state({ group: 'availability', levels: ['node'], read: nodeDown('nameServer') }),
  proxyDown: state({ group: 'availability', levels: ['node'], read: nodeDown('proxy') }),
  controllerDown: state({ group: 'availability', levels: ['node'], read: nodeDown('controller') }),
  masterMissing: state({
    group: 'availability',
    levels: ['broker'],
    read: ofBroker((nodes) => flag(!nodes.some((node) => isMaster(node) && node.isUp === true))),
  }),
  slavesDown: state({
    group: 'availability',
    levels: ['broker'],
    unit: 'slaves',
    read: ofBroker((nodes) => {
      const slaves = nodes.filter((node) => !isMaster(node))
      return slaves.length === 0 ? notApplicable : known(slaves.filter((node) => node.isUp === false).length)
    }),
  }),
  slaveNotInSync: state({
    group: 'availability',
    levels: ['broker'],
    read: ofBroker((nodes) => {
      if (!nodes.some((node) => !isMaster(node))) return notApplicable
      const master = nodes.find((node) => isMaster(node) && node.isUp === true)
      const isInSync = master?.facts.ha?.isInSync
      return flag(isInSync === null || isInSync === undefined ? null : !isInSync)
    }),
  }),
  collectionFailingMs: state({
    group: 'availability',
    levels: ['cluster'],
    unit: 'ms',
    read: ({ sampledAt, registeredAt, now }) =>
      known(Math.max(0, now.getTime() - (sampledAt ?? registeredAt).getTime())),
  }),
  workersGone: state({
    group: 'availability',
    levels: ['cluster'],
    unit: 'workers',
    read: ({ workersGone }) => known(workersGone),
  }),
  deadDeliveries: state({
    group: 'availability',
    levels: ['cluster'],
    unit: 'deliveries',
    read: ({ deadDeliveries }) => known(deadDeliveries),
  }),
  // Resources
  diskFullInDays: {
    ...state({
      group: 'resource',
      levels: ['cluster', 'broker'],
      unit: 'd',
      read: (facts, { brokerName }) => {
        const days = facts.diskFullInDays(brokerName)
        // It does not fill.
        return days?.state === 'na' ? known(3_650) : measuredValue(days)
      },
    }),
    higherIsWorse: false,
  },
  limitUsedRatio: state({
    group: 'resource',
    levels: ['cluster', 'namespace'],
    unit: 'ratio',
    read: (facts, { namespace }) => {
      if (namespace === undefined) return facts.limitUsedRatio
      return facts.isSampled ? facts.limitUsedRatioOf(namespace) : notRead
    },
  }),
  certificateDaysLeft: {
    ...state({
      group: 'resource',
      levels: ['cluster'],
      unit: 'd',
      read: ({ certificates, now }) => {
        const ends = certificates.map(({ endsAt }) => endsAt.getTime())
        if (ends.length === 0) return notApplicable
        return known((Math.min(...ends) - now.getTime()) / (24 * HOUR_MS))
      },
    }),
    higherIsWorse: false,
  },
  // Performance
  silentMs: state({
    group: 'performance',
    levels: ['topic'],
    unit: 'ms',
    read: (facts, { topicName = '' }) => {
      if (!facts.isSampled) return notRead
      const lastWriteAt = facts.topicOf(topicName)?.lastWriteAt
      if (!lastWriteAt) return unknownValue
      // One that never had a message is not silent now.
      if (lastWriteAt.state === 'na') return notApplicable
      if (lastWriteAt.value === null || lastWriteAt.state === 'stale') return unknownValue
      return known(Math.max(0, facts.now.getTime() - lastWriteAt.value.getTime()))
    },
  }),
  drainSeconds: state({
    group: 'performance',
    levels: ['group'],
    unit: 's',
    read: ofGroup(({ drainSeconds }) => {
      if (drainSeconds.state !== 'na') return measuredValue(drainSeconds)
      return known(drainSeconds.reason === 'NEVER_DRAINS' ? NEVER_SECONDS : 0)
    }),
  }),
  hungClients: state({
    group: 'performance',
    levels: ['group'],
    unit: 'clients',
    read: ofGroup(({ onlineClients }) => known(onlineClients.filter(({ isHung }) => isHung === true).length)),
  }),
  // Exceptions
  retryRatio: state({
    group: 'exception',
    levels: ['group'],
    unit: 'ratio',
    read: (facts, { groupName = '' }) => {
      if (!facts.isSampled) return notRead
      const retried = facts.topicOf(`%RETRY%${groupName}`)
      if (!retried) return known(0)
      const [tps, acked] = [measuredValue(retried.inTps), measuredValue(facts.groupOf(groupName)?.ackTps)]
      if (tps.value === null || acked.value === null) return unknownValue
      if (tps.value === 0) return known(0)
      return known(acked.value <= 0 ? 1 : tps.value / acked.value)
    },
  }),
  noClient: state({
    group: 'exception',
    levels: ['group'],
    read: ofGroup(({ clients, lag }) => {
      if (lag.state === 'na') return notApplicable
      const [online, waiting] = [clients.state === 'ok' ? clients.value?.total : undefined, measuredValue(lag).value]
      return online === undefined || waiting === null ? unknownValue : flag(online === 0 && waiting > 0)
    }),
  }),
  subscriptionInconsistent: state({
    group: 'exception',
    levels: ['group'],
    read: ofGroup(({ consistency }) =>
      consistency === null ? notApplicable : flag(consistency === 'UNKNOWN' ? null : consistency === 'INCONSISTENT'),
    ),
  }),
  consumeOff: state({
    group: 'exception',
    levels: ['group'],
    read: (facts, { groupName = '' }) => flag(facts.isConsumeOff(groupName)),
  }),
  retentionRiskRatio: state({
    group: 'exception',
    levels: ['group'],
    unit: 'ratio',
    read: ofGroup(({ lagTimeMs }, { oldestDeletedAgeMs }) => {
      const waiting = measuredValue(lagTimeMs)
      if (waiting.value === null) return waiting
      // Where nothing was deleted yet, the oldest message is the first one: nothing is at risk.
      if (oldestDeletedAgeMs === null || oldestDeletedAgeMs <= 0) return known(0)
      return known(waiting.value / oldestDeletedAgeMs)
    }),
  }),
  // Change and hygiene
  clientsAtRisk: state({
    group: 'hygiene',
    levels: ['group'],
    unit: 'clients',
    read: ofGroup(({ onlineClients }) =>
      known(onlineClients.filter(({ language, version }) => clientRisk(language, version) !== undefined).length),
    ),
  }),
  cves: state({
    group: 'hygiene',
    levels: ['cluster'],
    unit: 'CVEs',
    read: ({ health, cves }) => (health === null ? notRead : known(cves.length)),
  }),
  configDrift: state({
    group: 'hygiene',
    levels: ['broker', 'cluster'],
    unit: 'keys',
    read: (facts, { brokerName }) => {
      if (!facts.areNodesRead) return notRead
      const nodes = facts.nodes.filter(
        (node) => node.kind === 'broker' && node.isUp && (node.brokerName === brokerName || brokerName === undefined),
      )
      if (nodes.every((node) => node.facts.config === null)) return unknownValue
      return known(new Set(nodes.flatMap((node) => node.facts.config?.driftKeys ?? [])).size)
    },
  }),
  nameServersDisagree: state({
    group: 'hygiene',
    levels: ['cluster'],
    unit: 'names',
    read: ({ nameServerDifferences }) => (nameServerDifferences === null ? unknownValue : known(nameServerDifferences)),
  }),
  rolesDiffer: state({
    group: 'hygiene',
    levels: ['cluster'],
    unit: 'roles',
    read: (facts) => (facts.differingRoles === null ? unknownValue : known(facts.differingRoles)),
  }),
  undeclared: state({
    group: 'hygiene',
    levels: ['topic', 'group'],
    read: (facts, { level, topicName, groupName }) =>
      flag(
        level === 'topic' ? !facts.isDeclared('topic', topicName ?? '') : !facts.isDeclared('group', groupName ?? ''),
      ),
  }),
} as const satisfies Record<string, AlarmMetricEntry>

const derived: Record<string, { derivedFrom: DerivedFrom; unit: string; group: AlarmMetric['group'] }> = {
  newDeadLetters: { derivedFrom: { metric: 'deadLetters', how: 'increase' }, unit: 'msg', group: 'exception' },
  lagGrowthPerSecond: { derivedFrom: { metric: 'lag', how: 'perSecond' }, unit: 'msg/s', group: 'performance' },
  halfMessagesGrowth: { derivedFrom: { metric: 'halfMessages', how: 'increase' }, unit: 'msg', group: 'performance' },
  timerReadBehindGrowthMs: {
    derivedFrom: { metric: 'timerReadBehindMs', how: 'increase' },
    unit: 'ms',
    group: 'performance',
  },
}

const resources =
  /^(disk|oldest|sendQueue|pullQueue|processor|pageCache|haGap|haIn|dispatch|flush|capacity|limit|storage|topics$|groups$)/
const exceptions = /^(dead|newDead|retry|rejected|putFailed|rollback)/

function groupOf(metric: string): AlarmMetric['group'] {
  if (metric === 'up' || metric === 'restarts') return 'availability'
  if (resources.test(metric)) return 'resource'
  return exceptions.test(metric) ? 'exception' : 'performance'
}

/** Only one series per object: what is split into parts has no one number. */
const stored = metricNames
  .filter((metric) => catalogueEntry(metric).splitBy === null && !(metric in own) && !(metric in derived))
  .map((metric): [string, AlarmMetricEntry] => {
    const { unit, kind, scopes, higherIsWorse } = catalogueEntry(metric)
    // Rules of that level are about topics that somebody subscribes to.
    const levels = scopes.filter((scope) => metric !== 'deadSubscriptionLag' || scope !== 'groupTopic')
    const entry = { group: groupOf(metric), unit, kind, levels, isStored: true, higherIsWorse }
    return [metric, entry]
  })

/** Every metric that a rule may ask about, by its name. */
export const alarmMetrics: ReadonlyMap<string, AlarmMetricEntry> = new Map<string, AlarmMetricEntry>([
  ...Object.entries(own),
  ...Object.entries(derived).map(([metric, { derivedFrom, unit, group }]): [string, AlarmMetricEntry] => [
    metric,
    {
      group,
      unit,
      kind: 'gauge',
      levels: catalogue[derivedFrom.metric].scopes.filter((scope) => scope !== 'namespace'),
      isStored: true,
      higherIsWorse: true,
      derivedFrom,
    },
  ]),
  ...stored,
])

export const unitOf = (metric: string): string => alarmMetrics.get(metric)?.unit ?? ''
