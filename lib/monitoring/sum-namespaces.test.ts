import { expect, it } from 'vitest'
import { clusterSample, groupSample } from '#lib/groups/testing/group-samples.ts'
import type { MetricPoint } from './point.ts'
import type { MetricName } from './schema.ts'
import { sumNamespaces } from './sum-namespaces.ts'

const sample = clusterSample('rmq-aaaaaaaa', [groupSample('pay%billing'), groupSample('pay%mail')])
const of = (
  metric: MetricName,
  names: { topicName?: string; groupName?: string },
  value: number | null,
): MetricPoint => ({
  metric,
  scope: names.topicName === undefined ? 'group' : 'topic',
  brokerName: '',
  topicName: '',
  groupName: '',
  value,
  ...names,
})
const read = (points: readonly MetricPoint[], metric: MetricName) =>
  sumNamespaces(points, sample).find((point) => point.metric === metric && point.namespace === 'pay')?.value

it('new dead letters are those of the groups, also where a topic of another namespace has some', () => {
  const points = [
    of('newDeadLettersPerSecond', { topicName: 'shop%orders' }, 4),
    of('newDeadLettersPerSecond', { groupName: 'pay%billing' }, 1),
    of('newDeadLettersPerSecond', { groupName: 'pay%mail' }, 0),
  ]
  expect(read(points, 'newDeadLettersPerSecond')).toBe(1)
})

it('traffic is that of the topics, and not known as soon as one of them is not', () => {
  const known = [of('inTps', { topicName: 'pay%orders' }, 5), of('inTps', { topicName: 'pay%refunds' }, 2)]
  expect(read(known, 'inTps')).toBe(7)
  expect(read([...known, of('inTps', { topicName: 'pay%late' }, null)], 'inTps')).toBeNull()
})
