import { describe, expect, it } from 'vitest'
import type { Grant } from '#lib/users/grant-schema.ts'
import { emptyGrant, type GrantDraft, toGrantBody } from './grant-draft.ts'

const context = { now: new Date('2026-11-22T14:00:00.000Z'), timeZone: 'Asia/Shanghai' }
const body = (more: Partial<GrantDraft>) => toGrantBody({ ...emptyGrant(null), ...more }, context)
const grant = (clusters: Grant['scope']['clusters'], endsAt?: Date): Grant => ({
  grantId: 'g',
  subject: { userId: 'u' },
  permissionSet: 'operator',
  isFromFile: false,
  scope: { clusters },
  ...(endsAt && { endsAt }),
})

describe('a grant that is written', () => {
  it.each([
    [{}, { permissionSet: 'viewer', scope: { clusters: 'all' } }],
    [{ kind: 'clusters' as const, clusterIds: ['rmq-a'] }, { scope: { clusters: { clusterIds: ['rmq-a'] } } }],
    [{ kind: 'environments' as const, environments: ['test'] }, { scope: { clusters: { environments: ['test'] } } }],
    [
      { kind: 'labels' as const, clusterLabels: ['team=pay', 'tier=a=b'] },
      { scope: { clusters: { labels: { team: 'pay', tier: 'a=b' } } } },
    ],
    [{ end: 'now+8h' }, { endsAt: new Date('2026-11-22T22:00:00.000Z') }],
    [{ end: '2026-12-01 18:00' }, { endsAt: new Date('2026-12-01T10:00:00.000Z') }],
  ])('of %j is sent', (more, expected) => {
    expect(body(more)).toMatchObject({ grant: expected })
  })

  it.each([
    [{ kind: 'clusters' as const }, 'clusters'],
    [{ kind: 'environments' as const }, 'environments'],
    [{ kind: 'labels' as const }, 'labels'],
    [{ end: 'some day' }, 'end'],
    [{ end: 'now-1h' }, 'past'],
  ])('of %j says what lacks', (more, problem) => {
    expect(body(more)).toEqual({ problem })
  })
})

it.each<[string, Grant]>([
  ['everywhere', grant('all')],
  ['by clusters', grant({ clusterIds: ['rmq-a', 'rmq-b'] })],
  ['by environments', grant({ environments: ['test'] })],
  ['by labels', grant({ labels: { team: 'pay' } })],
  ['by several parts', grant({ environments: ['test'], labels: { team: 'pay' } })],
  ['with an end', grant('all', new Date('2026-12-01T10:00:00.000Z'))],
])('a grant %s is kept when nothing is changed', (_, given) => {
  const { permissionSet, scope, endsAt } = given
  expect(toGrantBody(emptyGrant(given), context)).toEqual({
    grant: { permissionSet, scope, ...(endsAt && { endsAt }) },
  })
})
