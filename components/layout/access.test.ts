import { expect, test } from 'vitest'
import { builtInSets, type Permission } from '#lib/users/permissions.ts'
import { allows } from './access.ts'

const prod = { clusterId: 'rmq-aaaaaaaa', environment: 'production', labels: { team: 'pay' } }
type Scope = Parameters<typeof allows>[0][number]['scope']
const grant = (permissionSet: 'operator' | 'admin', clusters: Scope['clusters'], parts: Partial<Scope> = {}) => [
  { permissionSet, permissions: [...builtInSets[permissionSet]] as Permission[], scope: { ...parts, clusters } },
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

test('U-5: an own set holds what the session says it holds', () => {
  const own = [{ permissionSet: 'own-set', permissions: ['topic:read' as const], scope: { clusters: 'all' as const } }]
  expect(allows(own, 'topic:read', prod)).toBe(true)
  expect(allows(own, 'topic:delete', prod)).toBe(false)
})

test('U-6: a grant for single names holds on these, and never on what is about the whole cluster', () => {
  const narrow = grant('admin', 'all', { topics: ['pay_*'] })
  expect(allows(narrow, 'topic:delete', prod)).toBe(true)
  expect(allows(narrow, 'topic:delete', prod, { kind: 'topic', name: 'pay_orders' })).toBe(true)
  expect(allows(narrow, 'topic:delete', prod, { kind: 'topic', name: 'orders' })).toBe(false)
  expect(allows(narrow, 'node:read', prod)).toBe(false)
  expect(allows(narrow, 'user:manage', null)).toBe(false)
})
