import { expect, it } from 'vitest'
import type { RolePreview } from '#lib/roles/write-schema.ts'
import { groupSteps, stepRows } from './group-steps.ts'

const orders = { policyType: 'Custom', resource: 'Topic:orders', actions: ['Pub'], sourceIps: [], decision: 'Allow' }
const words = { field: (field: string) => field, user: 'user', there: 'there', allPolicies: 'all' }
const put = { step: 'PUT_POLICY' as const, fields: [], before: null, after: orders }

function item(brokerName: string, patch: Partial<RolePreview['items'][number]>): RolePreview['items'][number] {
  const broker = { brokerName, brokerId: 0, clusterName: 'DefaultCluster', address: `${brokerName}:10911` }
  return { ...broker, roleName: 'shop', state: 'CHANGES', steps: [put], ...patch }
}

it('puts brokers together to which the same is done', () => {
  const silent = { state: 'UNREACHABLE' as const, steps: [], detail: 'timed out' }
  const groups = groupSteps([item('broker-a', {}), item('broker-b', silent), item('broker-c', {})])
  expect(groups.map(({ brokers, details }) => [brokers.map(({ brokerName }) => brokerName), details])).toEqual([
    [['broker-a', 'broker-c'], []],
    [['broker-b'], ['timed out']],
  ])
})

it('tells requests as fields before and after, a policy by its key', () => {
  const before = { ...orders, actions: ['Pub', 'Sub'], sourceIps: ['10.0.0.0/8'] }
  const fallback = { ...orders, policyType: 'Default', resource: '*', decision: 'Deny' }
  const user = { before: null, after: null }
  expect(
    stepRows(
      [
        { ...user, step: 'UPDATE_USER', fields: [{ field: 'status', before: 'enabled', after: 'disabled' }] },
        { ...put, before },
        { ...put, step: 'DELETE_POLICY', before: fallback, after: null },
        { ...user, step: 'DELETE_USER', fields: [] },
      ],
      words,
    ),
  ).toEqual([
    { field: 'status', before: 'enabled', after: 'disabled' },
    { field: 'Topic:orders', before: 'Allow Pub, Sub from 10.0.0.0/8', after: 'Allow Pub' },
    { field: '* (Default)', before: 'Deny Pub', after: null },
    { field: 'user', before: 'there', after: null },
  ])
})
