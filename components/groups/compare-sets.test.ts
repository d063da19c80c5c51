import { expect, test } from 'vitest'
import { compareSets } from './compare-sets.ts'

const set = (...subscriptions: [topicName: string, expression: string][]) => ({
  subscriptions: subscriptions.map(([topicName, expression]) => ({ topicName, expressionType: 'TAG', expression })),
  clientIds: ['c'],
  since: null,
})

test('G-14: sets stand side by side, what differs first', () => {
  expect(
    compareSets([set(['a', '*'], ['b', 'paid || split']), set(['a', '*'], ['b', 'paid']), set(['a', '*'])]),
  ).toEqual([
    { topicName: 'b', expressions: ['TAG paid || split', 'TAG paid', null], isDiffering: true },
    { topicName: 'a', expressions: ['TAG *', 'TAG *', 'TAG *'], isDiffering: false },
  ])
  expect(compareSets([])).toEqual([])
})
