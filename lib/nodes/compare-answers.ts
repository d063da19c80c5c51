import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { TopicRoute } from '#lib/rocketmq/admin/topics.ts'

/** What one name server says of one thing; null = it does not know it. */
export interface NameServerValue {
  address: string
  value: string | null
}

/** A thing of which name servers do not say the same. */
export interface NameServerDifference {
  /** A broker by `name/id`, or a topic. */
  kind: 'broker' | 'topic'
  name: string
  values: NameServerValue[]
}

/** Less than two answers cannot differ. */
export const isDifferent = (values: readonly NameServerValue[]) => new Set(values.map(({ value }) => value)).size > 1

/**
 * Queues of a topic as one name server hands them out, in one line and a fixed order: `broker-a RW 8/8, broker-b R 8/8` (write
 * and read queues). Null without a route.
 *
 * @param isCompared brokers that count
 */
export function routeText(route: TopicRoute | null, isCompared: (brokerName: string) => boolean): string | null {
  const queues = (route?.queues ?? []).filter(({ brokerName }) => isCompared(brokerName))
  if (queues.length === 0) return null
  return queues
    .map(
      ({ brokerName, perm, writeQueueNums, readQueueNums }) =>
        `${brokerName} ${permissionOf(perm)} ${writeQueueNums}/${readQueueNums}`,
    )
    .sort()
    .join(', ')
}

/** A difference and since when it is seen. */
export interface SeenDifference extends NameServerDifference {
  firstSeenAt: Date
  seenAt: Date
}

/**
 * Seen in two comparisons, a minute apart: brokers tell their name servers one after the other, so what differs for a moment is
 * no difference.
 */
export const isConfirmed = ({ firstSeenAt, seenAt }: SeenDifference) => seenAt > firstSeenAt

/**
 * What is known to differ after a comparison: what was seen now, since when it was first seen, and what was not looked at.
 *
 * @param compared names of what was compared now, by `kind name`
 */
export function mergeDifferences(
  before: readonly SeenDifference[],
  seen: readonly NameServerDifference[],
  compared: ReadonlySet<string>,
  now: Date,
): SeenDifference[] {
  const known = new Map(before.map((difference) => [keyOf(difference), difference]))
  const current = seen.map((difference) => ({
    ...difference,
    firstSeenAt: known.get(keyOf(difference))?.firstSeenAt ?? now,
    seenAt: now,
  }))
  return [...before.filter((difference) => !compared.has(keyOf(difference))), ...current].sort(
    (a, b) => compare(a.kind, b.kind) || compare(a.name, b.name),
  )
}

export const keyOf = ({ kind, name }: Pick<NameServerDifference, 'kind' | 'name'>) => `${kind} ${name}`

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
