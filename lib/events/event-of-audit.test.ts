import { expect, test } from 'vitest'
import type { AuditOutcome } from '#lib/audit/schema.ts'
import { eventOfAudit } from './event-of-audit.ts'
import { matchesSubscription } from './match-event.ts'

test.each<[string, AuditOutcome, string | null]>([
  ['topic.create', 'SUCCESS', 'topic.created'],
  ['topic.create', 'PARTIAL', 'topic.created'],
  ['topic.create', 'FAILED', null],
  ['topic.delete', 'REFUSED', null],
  ['topic.delete', 'UNKNOWN', null],
  ['topic.delete', 'SUCCESS', 'topic.deleted'],
  ['topic.adopt', 'SUCCESS', 'topic.changed'],
  ['topic.shrink', 'SUCCESS', 'topic.changed'],
  ['cluster.remove', 'SUCCESS', 'cluster.deleted'],
  ['cluster.test', 'SUCCESS', null],
  ['broker.config-update', 'SUCCESS', 'broker.changed'],
  ['offset.reset', 'SUCCESS', 'group.changed'],
  ['offset.preview', 'SUCCESS', null],
  ['user.set-up', 'SUCCESS', 'user.created'],
  ['grant.delete', 'SUCCESS', 'user.changed'],
  ['role.reveal-secret', 'SUCCESS', null],
  ['session.create', 'SUCCESS', null],
  ['message.read-body', 'SUCCESS', null],
])('%s with outcome %s is %s', (action, outcome, type) => {
  expect(eventOfAudit({ action, outcome })).toBe(type)
})

const beginsAt = new Date(1000)
const event = { at: new Date(1000), type: 'topic.created', clusterId: 'rmq-aaaaaaaa', objectName: 'pay%orders' }
test.each([
  [{ types: ['topic.created'], clusterIds: [], namePattern: null }, event, true],
  [{ types: ['topic.deleted'], clusterIds: [], namePattern: null }, event, false],
  [{ types: ['topic.created'], clusterIds: ['rmq-aaaaaaaa'], namePattern: 'pay%*' }, event, true],
  [{ types: ['topic.created'], clusterIds: ['rmq-bbbbbbbb'], namePattern: null }, event, false],
  [{ types: ['topic.created'], clusterIds: [], namePattern: null }, { ...event, at: new Date(999) }, false],
  [{ types: ['topic.created'], clusterIds: [], namePattern: '*log*' }, event, false],
  [{ types: ['topic.created'], clusterIds: ['rmq-aaaaaaaa'], namePattern: null }, { ...event, clusterId: null }, false],
])('the scope of a subscription decides: %#', (subscription, told, expected) => {
  expect(matchesSubscription({ ...subscription, beginsAt }, told)).toBe(expected)
})
