import { expect, test } from 'vitest'
import type { Node } from '#lib/nodes/schema.ts'
import { chooseTargets } from './choose-targets.ts'
import { mastersOf } from './masters-of.ts'

const node = (patch: Partial<Node>): Node => ({
  kind: 'broker',
  address: '127.0.0.1:1',
  announcedAddress: '10.0.0.1:1',
  isUp: true,
  roundTripMs: 1,
  version: '5.3.1',
  since: new Date(0),
  checkedAt: new Date(0),
  lastSeenAt: new Date(0),
  role: 'MASTER',
  brokerName: 'broker-a',
  clusterName: 'c1',
  ...patch,
})
const masters = mastersOf([
  node({ brokerName: 'broker-b', announcedAddress: '10.0.0.2:1', clusterName: 'c2' }),
  node({}),
  node({ role: 'SLAVE', announcedAddress: '10.0.0.3:1' }),
  { ...node({}), kind: 'nameServer', role: undefined, brokerName: undefined },
])

test('only masters count, once each and in order', () => {
  expect(masters.brokerNames).toEqual(['broker-a', 'broker-b'])
  expect(masters.clusterNames).toEqual(['c1', 'c2'])
})

test('everywhere is every clusterName', () => {
  expect(chooseTargets({ kind: 'all' }, masters)).toEqual({
    count: 2,
    command: [{ clusterName: 'c1' }, { clusterName: 'c2' }],
  })
})

test('one clusterName, and chosen brokers by the address that they announce', () => {
  expect(chooseTargets({ kind: 'clusterName', clusterName: 'c2' }, masters)).toEqual({
    count: 1,
    command: [{ clusterName: 'c2' }],
  })
  expect(chooseTargets({ kind: 'brokers', brokerNames: ['broker-b'] }, masters)).toEqual({
    count: 1,
    command: [{ brokerAddress: '10.0.0.2:1' }],
  })
})

test('while no node is known, the number is not either', () => {
  expect(chooseTargets({ kind: 'all' }, mastersOf([]))).toEqual({ count: 0, command: [] })
})
