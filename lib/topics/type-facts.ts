import { type Measured, unknown } from '#lib/api/endpoint.ts'
import type { BrokerLimits } from './get-broker-limits.ts'
import type { GroupFit } from './group-fit.ts'
import type { Topic } from './schema.ts'
import { readingGroups } from './topic-flags.ts'
import type { SampledTopic } from './topic-numbers.ts'
import type { TopicRow } from './topic-rows.ts'

/** What a proxy allows unless it was changed there (`maxDelayTimeMills`). */
export const PROXY_MAX_DELAY_MS = 86_400_000

type TypeFacts = Partial<
  Pick<
    Topic,
    'maxDelayMs' | 'brokerMaxDelayMs' | 'timingMessages' | 'halfMessages' | 'transactionCheck' | 'orderedGroups'
  >
>

interface TypeFactSources {
  limits: BrokerLimits
  sampled: SampledTopic
  fit: GroupFit
  /** Of a DELAY topic. */
  timingMessages: Measured<bigint> | undefined
  /** Of a TRANSACTION topic. */
  halfMessages: Measured<bigint> | undefined
}

/** What belongs to the type of a topic. */
export function typeFacts(
  { type }: Pick<TopicRow, 'type'>,
  { limits, sampled, fit, timingMessages, halfMessages }: TypeFactSources,
): TypeFacts {
  switch (type) {
    case 'DELAY':
      return {
        maxDelayMs: limits.maxDelayMs === null ? null : Math.min(limits.maxDelayMs, PROXY_MAX_DELAY_MS),
        brokerMaxDelayMs: limits.maxDelayMs,
        timingMessages,
      }
    case 'TRANSACTION':
      return { halfMessages, transactionCheck: limits.transactionCheck }
    case 'FIFO':
      return { orderedGroups: countOrdered(sampled, fit) }
    default:
      return {}
  }
}

/** A group that surely has no config counts as not ordered: that is how it is served. */
function countOrdered(sampled: SampledTopic, fit: GroupFit): Measured<{ ordered: number; all: number }> {
  if (!sampled) return unknown('NOT_SAMPLED')
  const orders = readingGroups(sampled).map(fit.isOrdered)
  if (!fit.isComplete && orders.includes(null)) return unknown('NO_ANSWER')
  const ordered = orders.filter((isOrdered) => isOrdered === true).length
  return { ...sampled.topic.onlineGroups, value: { ordered, all: orders.length } }
}
