import { expect, test } from 'vitest'
import { allows } from './access.ts'

const prod = { clusterId: 'rmq-aaaaaaaa', environment: 'production', labels: { team: 'pay' } }
const grant = (permissionSet: string, clusters: Parameters<typeof allows>[0][number]['scope']['clusters']) => [
  { permissionSet, scope: { clusters } },
]

test('a grant for all clusters holds everywhere and on the whole console', () => {
  expect(allows(grant('operator', 'all'), 'topic:create', prod)).toBe(true)
  expect(allows(grant('admin', 'all'), 'cluster:register', null)).toBe(true)
  expect(allows(grant('operator', 'all'), 'cluster:register', null)).toBe(false)
})

test.each([
  [{ clusterIds: ['rmq-aaaaaaaa'] }, true],
  [{ clusterIds: ['rmq-bbbbbbbb'] }, false],
  [{ environments: ['production'], labels: { team: 'pay' } }, true],
  [{ environments: ['production'], labels: { team: 'ops' } }, false],
])('a grant for %j in that cluster: %s', (clusters, expected) => {
  expect(allows(grant('operator', clusters), 'topic:create', prod)).toBe(expected)
  expect(allows(grant('operator', clusters), 'topic:create', null)).toBe(false)
})

test('an unknown set holds nothing', () => {
  expect(allows(grant('own-set', 'all'), 'topic:read', prod)).toBe(false)
})
