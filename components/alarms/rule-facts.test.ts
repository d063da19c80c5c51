import { expect, test } from 'vitest'
import { homeOf, severitiesOf } from './rule-facts.ts'

const clusters: { clusterId: string; environment: string; labels: Record<string, string> }[] = [
  { clusterId: 'a', environment: 'test', labels: {} },
  { clusterId: 'b', environment: 'production', labels: { team: 'pay' } },
]

test('a rule is edited in the cluster of the page, else in the first that it is about', () => {
  expect(homeOf({ clusters: 'all' }, null, clusters)).toBe('a')
  expect(homeOf({ clusters: { environments: ['production'] } }, null, clusters)).toBe('b')
  expect(homeOf({ clusters: { labels: { team: 'pay' } } }, null, clusters)).toBe('b')
  expect(homeOf({ clusters: { clusterIds: ['gone'] } }, null, clusters)).toBeNull()
  expect(homeOf({ clusters: 'all' }, 'b', clusters)).toBe('b')
})

test('the severities of a rule are those of all its rows, worst first', () => {
  const row = { metric: 'lag', periodSeconds: 60 as const, aggregate: 'last' as const, operator: 'gt' as const }
  expect(
    severitiesOf({
      conditions: [
        { ...row, thresholds: { warning: 1 } },
        { ...row, thresholds: { critical: 1, info: 0 } },
      ],
    }),
  ).toEqual(['CRITICAL', 'WARNING', 'INFO'])
})
