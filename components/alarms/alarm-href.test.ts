import { expect, test } from 'vitest'
import { alarmsHref, createAlarmHref, objectHref, objectName } from './alarm-href.ts'

test.each([
  [{ level: 'cluster' as const }, '/clusters/c', null],
  [{ level: 'broker' as const, brokerName: 'broker-a' }, '/clusters/c/nodes/brokers/broker-a/0', 'broker-a'],
  [{ level: 'node' as const, address: '10.0.0.1:9876' }, '/clusters/c/nodes?q=10.0.0.1%3A9876', '10.0.0.1:9876'],
  [{ level: 'topic' as const, topicName: 'pay%orders' }, '/clusters/c/topics/pay%25orders', 'pay%orders'],
  [{ level: 'group' as const, groupName: 'g' }, '/clusters/c/groups/g', 'g'],
  [
    { level: 'groupTopic' as const, groupName: 'g', topicName: 't' },
    '/clusters/c/groups/g?tab=progress&topic=t',
    'g, t',
  ],
])('what an alarm is about has a page and a name: %o', (object, href, name) => {
  expect(objectHref('c', object)).toBe(href)
  expect(objectName(object)).toBe(name)
})

test('the page of alarms is that of a cluster, or of all', () => {
  expect(alarmsHref(null)).toBe('/alarms')
  expect(alarmsHref('c', 'rules')).toBe('/clusters/c/alarms?tab=rules')
})

test('A-20: a rule is begun from an object with its metric', () => {
  const object = { level: 'group' as const, groupName: 'pay%orders' }
  expect(createAlarmHref('c', { metric: 'lagTimeMs', object })).toBe(
    '/clusters/c/alarms/rules/new?metric=lagTimeMs&scope=group&object=%7B%22groupName%22%3A%22pay%25orders%22%7D',
  )
})
