import { expect, it } from 'vitest'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import { decideAccess, type HeldRole } from './decide-access.ts'

const entry = (resource: string, decision: 'Allow' | 'Deny', parts: Partial<PolicyEntry> = {}): PolicyEntry => ({
  policyType: 'Custom',
  resource,
  actions: ['Pub'],
  sourceIps: [],
  decision,
  ...parts,
})
const normal = (...entries: PolicyEntry[]): HeldRole => ({ kind: 'Normal', status: 'enabled', entries })
const ask = (role: HeldRole, ip?: string) => decideAccess(role, { kind: 'Topic', name: 'orders_eu', action: 'Pub', ip })

const office = { sourceIps: ['10.0.0.0/8'] }

it.each<[string, HeldRole, ReturnType<typeof ask>['allowed'], string | undefined]>([
  ['no entry', normal(), 'NO', undefined],
  ['a Super role', { ...normal(), kind: 'Super' }, 'YES', undefined],
  ['a Super role that is disabled', { kind: 'Super', status: 'disabled', entries: [] }, 'NO', undefined],
  [
    'the exact name before a prefix',
    normal(entry('Topic:orders_*', 'Allow'), entry('Topic:orders_eu', 'Deny')),
    'NO',
    'Topic:orders_eu',
  ],
  [
    'the longer prefix first',
    normal(entry('Topic:o*', 'Deny'), entry('Topic:orders*', 'Allow')),
    'YES',
    'Topic:orders*',
  ],
  ['a prefix before all', normal(entry('Topic:*', 'Allow'), entry('Topic:o*', 'Deny')), 'NO', 'Topic:o*'],
  [
    'custom before default, however exact',
    normal(entry('Topic:orders_eu', 'Allow', { policyType: 'Default' }), entry('*', 'Deny')),
    'NO',
    '*',
  ],
  ['a default entry alone', normal(entry('*', 'Allow', { policyType: 'Default' })), 'YES', '*'],
  ['Allow and Deny of equal rank', normal(entry('*', 'Deny'), entry('Topic:*', 'Allow')), 'UNDEFINED', '*'],
  ['another action', normal(entry('Topic:orders_eu', 'Allow', { actions: ['Sub'] })), 'NO', undefined],
  ['all actions', normal(entry('Topic:orders_eu', 'Allow', { actions: ['All'] })), 'YES', 'Topic:orders_eu'],
  ['another kind', normal(entry('Group:*', 'Allow')), 'NO', undefined],
  ['an entry for some addresses', normal(entry('Topic:orders_eu', 'Allow', office)), 'DEPENDS', 'Topic:orders_eu'],
  [
    'some addresses that are refused what others may',
    normal(entry('Topic:orders_eu', 'Deny', office), entry('Topic:*', 'Allow')),
    'DEPENDS',
    'Topic:orders_eu',
  ],
  [
    'a narrower entry that says the same',
    normal(entry('Topic:orders_eu', 'Allow', office), entry('Topic:*', 'Allow')),
    'YES',
    'Topic:*',
  ],
  [
    'addresses of an entry that never comes to count',
    normal(entry('Topic:orders_eu', 'Allow'), entry('Topic:*', 'Deny', office)),
    'YES',
    'Topic:orders_eu',
  ],
])('%s decides', (_, role, allowed, resource) => {
  const decision = ask(role)
  expect([decision.allowed, decision.entry?.resource]).toEqual([allowed, resource])
})

it('decides for one address', () => {
  const role = normal(entry('Topic:orders_eu', 'Allow', office))
  expect(ask(role, '10.1.2.3').allowed).toBe('YES')
  expect(ask(role, '192.0.2.1').allowed).toBe('NO')
  expect(ask(role).sourceIps).toEqual(['10.0.0.0/8'])
})
