import { expect, test } from 'vitest'
import type { GroupConfig } from '#lib/rocketmq/admin/groups.ts'
import type { TopicRow } from '#lib/topics/topic-rows.ts'
import { type SnippetFacts, snippetNotes } from './snippet-notes.ts'

const topic = (type: TopicRow['type'], isTypeDeclared = true) =>
  ({ topicName: 'orders', type, isTypeDeclared, kind: 'NORMAL' }) as TopicRow // what the notes read of it
const group = (parts: Partial<GroupConfig> = {}) =>
  [{ consumeMessageOrderly: false, consumeBroadcastEnable: true, ...parts }] as GroupConfig[] // likewise

const facts = (parts: Partial<SnippetFacts> = {}): SnippetFacts => ({
  what: 'PUSH',
  protocol: 'grpc',
  topicName: 'orders',
  groupName: 'billing',
  isTopicGiven: true,
  isGroupGiven: true,
  topic: topic('NORMAL'),
  group: group(),
  hasProxy: true,
  tls: false,
  hasCa: false,
  isTested: true,
  ...parts,
})
const isOrdered = { consumeMessageOrderly: true }

test.each<[string, Partial<SnippetFacts>, string[]]>([
  ['nothing is wrong', {}, []],
  ['the topic is missing', { topic: null }, ['TOPIC_MISSING']],
  ['the topic is not known', { topic: 'unknown' }, ['TOPIC_UNKNOWN']],
  ['no topic was chosen', { isTopicGiven: false }, ['TOPIC_NOT_GIVEN']],
  ['the type does not fit', { what: 'SEND_FIFO' }, ['TYPE_MISFIT']],
  ['a type nobody declared is NORMAL', { what: 'SEND_DELAY', topic: topic('UNSPECIFIED', false) }, ['TYPE_MISFIT']],
  ['MIXED takes all', { what: 'SEND_FIFO', topic: topic('MIXED') }, []],
  ['the group is missing', { group: [] }, ['GROUP_MISSING']],
  ['a sender has no group', { what: 'SEND_NORMAL', group: [] }, []],
  ['a FIFO topic is read concurrently', { topic: topic('FIFO') }, ['GROUP_NOT_ORDERED']],
  ['a NORMAL topic is read in order', { group: group(isOrdered) }, ['GROUP_ORDERED']],
  ['order over gRPC needs the group', { what: 'ORDERLY', topic: topic('FIFO') }, ['GROUP_NOT_ORDERED']],
  ['a FIFO topic is read in order', { what: 'ORDERLY', topic: topic('FIFO'), group: group(isOrdered) }, []],
  ['gRPC has no broadcasting', { what: 'BROADCAST' }, ['BROADCAST_NEEDS_REMOTING']],
  [
    'the group refuses broadcasting',
    { what: 'BROADCAST', protocol: 'remoting', group: group({ consumeBroadcastEnable: false }) },
    ['BROADCAST_REFUSED'],
  ],
  ['no proxy is registered', { hasProxy: false }, ['NO_PROXY']],
  ['remoting needs no proxy', { hasProxy: false, protocol: 'remoting' }, []],
])('warns that %s', (_title, parts, warnings) => {
  const notes = snippetNotes(facts(parts))
  expect(notes.filter(({ level }) => level === 'warning').map(({ code }) => code)).toEqual(warnings)
})

test('tells of traces, of a certificate authority and of what was not run, after all warnings', () => {
  const notes = snippetNotes(facts({ protocol: 'remoting', tls: true, hasCa: true, isTested: false, topic: null }))
  expect(notes.map(({ code }) => code)).toEqual([
    ...['TOPIC_MISSING', 'GROUP_FITS', 'TRACE_SWITCH', 'TLS_CA', 'NOT_RUN', 'HEADROOM', 'OWN_CLUSTER'],
  ])
})
