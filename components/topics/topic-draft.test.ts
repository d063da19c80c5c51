import { expect, test } from 'vitest'
import { type DeletedTopic, NewTopic, type TopicBrokerConfig } from '#lib/topics/schema.ts'
import { checkName, draftAgain, emptyDraft, fullNameOf, likeConfig, toNewTopic } from './topic-draft.ts'

const config: TopicBrokerConfig = {
  brokerName: 'broker-a',
  announcedAddress: '10.0.0.1:10911',
  address: '10.0.0.3:10911',
  clusterName: 'c',
  writeQueueNums: 6,
  readQueueNums: 8,
  perm: 'W',
  order: true,
  attributes: { 'message.type': 'FIFO', 'cleanup.policy': 'COMPACTION', 'x.y': 'z' },
  differingKeys: [],
  readAt: new Date(0),
  isStale: false,
}

test('the namespace is put before the name, unless the name says its own', () => {
  expect(fullNameOf({ namespace: 'order', name: 'created' })).toBe('order%created')
  expect(fullNameOf({ namespace: '', name: 'created' })).toBe('created')
  expect(fullNameOf({ namespace: 'order', name: 'pay%done' })).toBe('pay%done')
})

test.each([
  ['', 'ab', false, true],
  ['', 'abc', true, true],
  ['', 'a b', false, true],
  ['', 'a|b', false, true],
  ['', 'a%b_c-1', true, true],
  ['', 'a%b%c', false, true],
  ['', 'x'.repeat(101), false, true],
  ['n'.repeat(60), 'x'.repeat(100), true, false],
  ['order', '', false, true],
])('T-2: %s and %s', (namespace, name, isWellFormed, isShortEnough) => {
  expect(checkName({ namespace, name })).toMatchObject({ isWellFormed, isShortEnough })
})

test('what the dialog sends is what the API takes, without attributes at their default', () => {
  const body = toNewTopic({ ...emptyDraft('order', true), name: 'created', remark: ' busy ', labels: ['team=pay'] })
  expect(NewTopic.parse(body)).toEqual({
    topicName: 'order%created',
    type: 'NORMAL',
    queuesPerBroker: 8,
    permission: 'RW',
    isOrdered: false,
    remark: 'busy',
    labels: { team: 'pay' },
    deletionProtection: true,
  })
})

test('the place is named only where it was chosen', () => {
  const draft = { ...emptyDraft('', false), name: 'created' }
  expect(toNewTopic({ ...draft, where: { kind: 'clusterName', clusterName: 'c' } }).clusterNames).toEqual(['c'])
  expect(toNewTopic({ ...draft, where: { kind: 'brokers', brokerNames: ['a'] } }).brokerNames).toEqual(['a'])
  expect(toNewTopic(draft)).not.toHaveProperty('clusterNames')
})

test('like another topic: its config, in the words of the dialog', () => {
  expect(likeConfig(config)).toEqual({
    type: 'FIFO',
    queuesPerBroker: 6,
    permission: 'W',
    isOrdered: true,
    cleanupPolicy: 'COMPACTION',
    queueType: 'SimpleCQ',
  })
  expect(likeConfig({ ...config, perm: 'NONE', attributes: {} })).toMatchObject({ type: 'NORMAL', permission: 'RW' })
})

test('T-25: a deleted topic comes back with its name, config and what people said of it', () => {
  const deleted: DeletedTopic = {
    ...{ topicName: 'order%refunds', deletedAt: new Date(0), deletedBy: 'ann', expiresAt: new Date(1) },
    ...{
      type: 'FIFO',
      queuesPerBroker: 4,
      permission: 'R',
      isOrdered: true,
      cleanupPolicy: 'DELETE',
      queueType: 'SimpleCQ',
    },
    ...{ brokerNames: ['broker-a'], remark: 'r', labels: { team: 'a' }, owner: null, deletionProtection: true },
  }
  expect(draftAgain(deleted, ['broker-a', 'broker-b']).where).toEqual({ kind: 'brokers', brokerNames: ['broker-a'] })
  expect(toNewTopic(draftAgain(deleted, ['broker-a']))).toEqual({
    ...{ topicName: 'order%refunds', type: 'FIFO', queuesPerBroker: 4, permission: 'R', isOrdered: true },
    ...{ remark: 'r', labels: { team: 'a' }, deletionProtection: true },
  })
})
