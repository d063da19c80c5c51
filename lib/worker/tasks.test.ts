import { expect, test } from 'vitest'
import { compareLanes, laneName, lanesOf, type PeriodicTask } from '#lib/worker/tasks.ts'

const run = async () => {}
const tasks: PeriodicTask[] = [
  { name: 'check', periodMs: 1, per: 'cluster', run },
  { name: 'forget', periodMs: 1, per: 'console', run },
]

test.each([
  // clusters, running, start, stop
  [[], [], ['forget'], []],
  [['a', 'b'], [], ['check a', 'check b', 'forget'], []],
  [['a', 'b'], ['check a', 'forget'], ['check b'], []],
  [['b'], ['check a', 'check b', 'forget'], [], ['check a']],
  [[], ['check a', 'forget'], [], ['check a']],
])('with clusters %j, of %j starts %j and stops %j', (clusters, running, start, stop) => {
  const difference = compareLanes(new Set(running), lanesOf(tasks, clusters))
  expect(difference.start.map(laneName)).toEqual(start)
  expect(difference.stop).toEqual(stop)
})
