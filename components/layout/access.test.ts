import { expect, test } from 'vitest'
import { type ResolvedGrant, workerContext } from '#lib/users/context.ts'
import { isForCluster } from '#lib/users/is-for-cluster.ts'
import { builtInSets, isAboutObjects, type Permission, permissions } from '#lib/users/permissions.ts'
import { hasPermission, hasPermissionIn } from '#lib/users/require-permission.ts'
import { isWholeScope, nameMatcher, onGroup, onTopic, type ScopedObject } from '#lib/users/scope-match.ts'
import { allows } from './access.ts'

const prod = { clusterId: 'rmq-aaaaaaaa', environment: 'production', labels: { team: 'pay' } }
type Scope = Parameters<typeof allows>[0][number]['scope']
const grant = (permissionSet: 'operator' | 'admin', clusters: Scope['clusters'], parts: Partial<Scope> = {}) => [
  { permissionSet, permissions: [...builtInSets[permissionSet]] as Permission[], scope: { ...parts, clusters } },
]

test('a grant for all clusters holds everywhere and on the whole console', () => {
  expect(allows(grant('operator', 'all'), 'topic:create', prod, 'all')).toBe(true)
  expect(allows(grant('admin', 'all'), 'cluster:register', null, 'all')).toBe(true)
  expect(allows(grant('operator', 'all'), 'cluster:register', null, 'all')).toBe(false)
})

test.each([
  [{ clusterIds: ['rmq-aaaaaaaa'] }, true],
  [{ clusterIds: ['rmq-bbbbbbbb'] }, false],
  [{ environments: ['production'], labels: { team: 'pay' } }, true],
  [{ environments: ['production'], labels: { team: 'ops' } }, false],
])('a grant for %j in that cluster: %s', (clusters, expected) => {
  expect(allows(grant('operator', clusters), 'topic:create', prod, 'all')).toBe(expected)
  expect(allows(grant('operator', clusters), 'topic:create', null, 'all')).toBe(false)
  expect(allows(grant('operator', clusters), 'topic:create', null, 'any')).toBe(true)
})

test('U-5: an own set holds what the session says it holds', () => {
  const own = [{ permissionSet: 'own-set', permissions: ['topic:read' as const], scope: { clusters: 'all' as const } }]
  expect(allows(own, 'topic:read', prod, 'all')).toBe(true)
  expect(allows(own, 'topic:delete', prod, 'any')).toBe(false)
})

/** A grant as the server resolves it, of a scope that says nothing by labels or owners. */
const resolved = ({ permissionSet, permissions, scope }: ReturnType<typeof grant>[number]): ResolvedGrant => {
  const matches = nameMatcher(scope)
  const holds = (_clusterId: string, object: ScopedObject) => matches(object)
  const { clusters } = scope
  return {
    grantId: permissionSet,
    permissionSet,
    permissions: new Set(permissions),
    clusterIds: clusters === 'all' ? 'all' : new Set(isForCluster(clusters, prod) ? [prod.clusterId] : []),
    narrow: isWholeScope(scope) ? null : { key: permissionSet, holds, wouldHold: holds },
    endsAt: null,
    scope,
  }
}
const here = { clusterIds: [prod.clusterId] }
const there = { clusterIds: ['rmq-bbbbbbbb'] }

test.each([
  ['all clusters', grant('operator', 'all')],
  ['this cluster', grant('operator', here)],
  ['another one', grant('operator', there)],
  ['topics of this one', grant('operator', here, { topics: ['pay_*'] })],
  ['a namespace of all', grant('admin', 'all', { namespaces: ['pay'] })],
  ['topics here and all of another', [...grant('operator', here, { topics: ['pay_*'] }), ...grant('admin', there)]],
])('U-6: of a grant for %s the browser says what the server does', (_title, grants) => {
  const ctx = workerContext(new AbortController().signal)
  ctx.actor.grants = grants.map(resolved)
  const objects: ScopedObject[] = [
    onTopic('pay_orders'),
    onTopic('orders'),
    onTopic('pay%orders'),
    onGroup('pay_group'),
  ]
  for (const permission of permissions) {
    for (const object of objects) {
      const says = isAboutObjects(permission) ? object : 'all'
      expect([permission, object, allows(grants, permission, prod, says)]).toEqual([
        permission,
        object,
        hasPermission(ctx, permission, prod.clusterId, isAboutObjects(permission) ? object : undefined),
      ])
    }
    expect([permission, allows(grants, permission, prod, 'all')]).toEqual([
      permission,
      hasPermission(ctx, permission, prod.clusterId),
    ])
    if (isAboutObjects(permission)) {
      expect([permission, allows(grants, permission, prod, 'any')]).toEqual([
        permission,
        hasPermissionIn(ctx, permission, prod.clusterId),
      ])
    }
    expect([permission, allows(grants, permission, null, 'all')]).toEqual([permission, hasPermission(ctx, permission)])
  }
})
