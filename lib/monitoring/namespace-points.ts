import { ok } from '#lib/api/endpoint.ts'
import { splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { joinKey, splitKey } from './exporter/read-exporter.ts'
import { largestShare } from './largest-share.ts'
import type { Pass } from './metric-points.ts'
import type { NodeNumbers } from './node-numbers.ts'
import { derived, fromExporter, joinParts, measuredNow, type Points, type Sourced } from './point.ts'
import { namesByNamespace } from './sum-namespaces.ts'

/** What a namespace has beside the sums of its topics and groups: its messages by type, and how much of its own limits is used. */
export function namespacePoints(
  points: Points,
  pass: Pass,
  normal: ReadonlySet<string>,
  { namespaceLimits }: Pick<NodeNumbers, 'namespaceLimits'>,
): void {
  const { sample } = pass
  for (const [key, parts] of typesOf(pass, normal)) {
    const [namespace = '', part = ''] = splitKey(key)
    points.add('inTpsByType', 'namespace', { namespace, part }, joinParts(parts))
  }
  const { topics, groups } = namesByNamespace(sample)
  for (const [namespace, { maxTopics, maxGroups }] of namespaceLimits) {
    const { value } = largestShare([
      [ok(topics.get(namespace) ?? 0, sample.at), maxTopics],
      [ok(groups.get(namespace) ?? 0, sample.at), maxGroups],
    ])
    points.add('limitUsedRatio', 'namespace', { namespace }, derived(value))
  }
}

/** Rates by namespace and type: as brokers count them, else of each topic by the type in its config. */
function typesOf({ sample, state, typeByTopic }: Pass, normal: ReadonlySet<string>): ReadonlyMap<string, Sourced[]> {
  const byType = new Map<string, Sourced[]>()
  const add = (topicName: string, type: string, rate: Sourced) => {
    const { namespace } = splitNamespace(topicName)
    if (namespace === null || !normal.has(topicName)) return
    const key = joinKey(namespace, type)
    const rates = byType.get(key)
    if (rates) rates.push(rate)
    else byType.set(key, [rate])
  }
  const counted = [...state.offsetsByBroker.keys()].map(
    (name) => state.exporters.get(name)?.rates('messages_in', 'topic', 'message_type') ?? null,
  )
  if (counted.length > 0 && counted.every((rates) => rates !== null)) {
    for (const [key, rate] of counted.flatMap((rates) => [...(rates ?? [])])) {
      const [topicName = '', type = ''] = splitKey(key)
      add(topicName, type, fromExporter(rate))
    }
    return byType
  }
  for (const { topicName, inTps } of sample.topics.values())
    add(topicName, (typeByTopic.get(topicName) ?? 'NORMAL').toLowerCase(), measuredNow(inTps))
  return byType
}
