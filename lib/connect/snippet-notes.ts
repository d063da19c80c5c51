import type { GroupConfig } from '#lib/rocketmq/admin/groups.ts'
import { isWrongFit } from '#lib/topics/group-fit.ts'
import type { TopicRow } from '#lib/topics/topic-rows.ts'
import type { SnippetNote, SnippetWhat } from './schema.ts'
import { isSending } from './snippets/snippet-input.ts'

/** What is known of the topic and group of a snippet. */
export interface SnippetFacts {
  what: SnippetWhat
  protocol: 'grpc' | 'remoting'
  topicName: string
  groupName: string
  isTopicGiven: boolean
  isGroupGiven: boolean
  /** `unknown`: not every broker answered, or the asker may not read topics. */
  topic: TopicRow | null | 'unknown'
  /** Its config on each broker that has it. */
  group: readonly GroupConfig[] | 'unknown'
  hasProxy: boolean
  tls: boolean
  hasCa: boolean
  isTested: boolean
}

const wantedTypes: Partial<Record<SnippetWhat, string>> = {
  SEND_NORMAL: 'NORMAL',
  SEND_FIFO: 'FIFO',
  SEND_DELAY: 'DELAY',
  SEND_TRANSACTION: 'TRANSACTION',
  ORDERLY: 'FIFO',
}

/** What to know before the program is run, the most important first. */
export function snippetNotes(facts: SnippetFacts): SnippetNote[] {
  const notes = [...topicNotes(facts), ...(isSending(facts.what) ? [] : groupNotes(facts)), ...clientNotes(facts)]
  const order = { warning: 0, ok: 1, advice: 2 }
  return notes.toSorted((a, b) => order[a.level] - order[b.level])
}

const note = (
  level: SnippetNote['level'],
  code: SnippetNote['code'],
  facts: SnippetNote['facts'] = {},
): SnippetNote => ({
  code,
  level,
  facts,
})

function topicNotes({ what, topicName, isTopicGiven, topic }: SnippetFacts): SnippetNote[] {
  if (!isTopicGiven) return [note('warning', 'TOPIC_NOT_GIVEN', { topic: topicName })]
  if (topic === 'unknown') return [note('warning', 'TOPIC_UNKNOWN', { topic: topicName })]
  if (topic === null) return [note('warning', 'TOPIC_MISSING', { topic: topicName })]
  const wanted = wantedTypes[what]
  // Without a declared type RocketMQ treats it as NORMAL; MIXED takes all.
  const type = topic.isTypeDeclared ? topic.type : 'NORMAL'
  if (wanted !== undefined && type !== wanted && type !== 'MIXED')
    return [note('warning', 'TYPE_MISFIT', { topic: topicName, type, wanted })]
  return [note('ok', 'TOPIC_FITS', { topic: topicName, type })]
}

function groupNotes({ what, groupName, isGroupGiven, topic, group, protocol }: SnippetFacts): SnippetNote[] {
  if (!isGroupGiven) return [note('warning', 'GROUP_NOT_GIVEN', { group: groupName })]
  if (group === 'unknown') return [note('warning', 'GROUP_UNKNOWN', { group: groupName })]
  if (group.length === 0) return [note('warning', 'GROUP_MISSING', { group: groupName })]
  const isOrdered = group.some(({ consumeMessageOrderly }) => consumeMessageOrderly)
  const names = { group: groupName, ...(topic !== null && topic !== 'unknown' && { topic: topic.topicName }) }
  if (what === 'BROADCAST' && group.some(({ consumeBroadcastEnable }) => !consumeBroadcastEnable))
    return [note('warning', 'BROADCAST_REFUSED', names)]
  // A remoting client keeps the order itself, whatever the group says; over gRPC only the group does.
  if (!isOrdered && what === 'ORDERLY' && protocol === 'grpc') return [note('warning', 'GROUP_NOT_ORDERED', names)]
  if (topic !== null && topic !== 'unknown' && isWrongFit(topic, isOrdered))
    return [note('warning', isOrdered ? 'GROUP_ORDERED' : 'GROUP_NOT_ORDERED', names)]
  return [note('ok', 'GROUP_FITS', names)]
}

function clientNotes({ what, protocol, hasProxy, tls, hasCa, isTested }: SnippetFacts): SnippetNote[] {
  const isGrpc = protocol === 'grpc'
  const notes: (SnippetNote | false)[] = [
    isGrpc && !hasProxy && note('warning', 'NO_PROXY'),
    isGrpc && what === 'BROADCAST' && note('warning', 'BROADCAST_NEEDS_REMOTING'),
    !isGrpc && what === 'BROADCAST' && note('advice', 'BROADCAST_MEANS'),
    note('advice', isGrpc ? 'NO_TRACE' : 'TRACE_SWITCH'),
    tls && hasCa && note('advice', 'TLS_CA'),
    !isTested && note('advice', 'NOT_RUN'),
    note('advice', 'HEADROOM'),
    note('advice', 'OWN_CLUSTER'),
  ]
  return notes.filter((one) => one !== false)
}
