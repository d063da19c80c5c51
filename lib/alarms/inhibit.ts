import type { NewAlarmRule } from './rule-schema.ts'
import type { AlarmObject } from './schema.ts'

type Asking = Pick<NewAlarmRule, 'conditions' | 'combine'>

const asks = ({ conditions }: Asking, ...metrics: string[]): boolean =>
  conditions.some(({ metric }) => metrics.includes(metric))

/** A group that waits with nobody there: by its own metric, or by "clients = 0 and lag > 0". */
const isNoClient = (rule: Asking): boolean =>
  asks(rule, 'noClient') ||
  (rule.combine === 'all' &&
    rule.conditions.some(
      ({ metric, operator, thresholds }) =>
        metric === 'consumerClients' &&
        ((operator === 'eq' && Object.values(thresholds).includes(0)) ||
          (operator === 'lt' && Object.values(thresholds).includes(1))),
    ))

const lagMetrics = [
  'lag',
  'lagTimeMs',
  'lagGrowthPerSecond',
  'drainSeconds',
  'retentionRiskRatio',
  'ready',
  'queueingTimeMs',
]
const ofBroker = [
  'masterMissing',
  'slavesDown',
  'slaveNotInSync',
  'diskUsedRatio',
  'diskFullInDays',
  'haGapBytes',
  'haInSync',
  'sendQueueWaitMs',
  'rejectedPerSecond',
  'oldestMessageAgeMs',
  ...lagMetrics,
]

/** What kind of cause a rule finds; null: it explains nothing else. */
export function causeOf(rule: Asking): 'CLUSTER' | 'BROKER' | 'GROUP' | null {
  if (asks(rule, 'clusterUnreachable')) return 'CLUSTER'
  if (asks(rule, 'brokerDown')) return 'BROKER'
  return isNoClient(rule) ? 'GROUP' : null
}

export interface Cause {
  kind: NonNullable<ReturnType<typeof causeOf>>
  object: AlarmObject
}

/**
 * Firing alarms that may explain others. A group's own explain only what is said of that group: where thousands are open at once, they are not
 * looked through for each other one.
 */
export class Causes<T extends { object: AlarmObject }> {
  readonly #wide = new Map<T, 'CLUSTER' | 'BROKER'>()
  readonly #byGroup = new Map<string, Set<T>>()

  add(cause: T, kind: Cause['kind']): void {
    if (kind !== 'GROUP') {
      this.#wide.set(cause, kind)
      return
    }
    const { groupName = '' } = cause.object
    this.#byGroup.set(groupName, (this.#byGroup.get(groupName) ?? new Set()).add(cause))
  }

  delete(cause: T): void {
    this.#wide.delete(cause)
    this.#byGroup.get(cause.object.groupName ?? '')?.delete(cause)
  }

  /** Those that may explain what is said of an object, the widest first. */
  *of({ groupName }: AlarmObject): Generator<[cause: T, kind: Cause['kind']]> {
    for (const kind of ['CLUSTER', 'BROKER'] as const) {
      for (const [cause, ofKind] of this.#wide) if (ofKind === kind) yield [cause, kind]
    }
    if (groupName === undefined) return
    for (const cause of this.#byGroup.get(groupName) ?? []) yield [cause, 'GROUP']
  }
}

/**
 * Does a firing alarm explain another one, so that the other need not be told? A cluster that is not reachable explains all of it,
 * a broker that is down what is said of that broker, a group without a client its own lag.
 *
 * @param waitsForBroker a part of the group's lag lies on a broker that does not answer
 */
export function isInhibitedBy(cause: Cause, rule: Asking, object: AlarmObject, waitsForBroker: boolean): boolean {
  switch (cause.kind) {
    case 'CLUSTER':
      return causeOf(rule) !== 'CLUSTER' && !asks(rule, 'workersGone', 'deadDeliveries')
    case 'BROKER': {
      if (causeOf(rule) === 'BROKER' || !asks(rule, ...ofBroker)) return false
      if (object.brokerName !== undefined) return object.brokerName === cause.object.brokerName
      return object.groupName !== undefined && waitsForBroker && asks(rule, ...lagMetrics)
    }
    case 'GROUP':
      return causeOf(rule) !== 'GROUP' && object.groupName === cause.object.groupName && asks(rule, ...lagMetrics)
  }
}
