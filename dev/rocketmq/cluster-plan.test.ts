import { expect, it } from 'vitest'
import { completeShape, planAddresses } from './cluster-plan.ts'

it('switches on by default what the version has', () => {
  expect(completeShape({ version: '5.5.0' })).toMatchObject({ masters: 2, slaves: 1, proxy: true, acl: true })
  expect(completeShape({ version: '4.9.7' })).toMatchObject({ proxy: false, acl: false, exporter: false })
})

it('refuses what the version does not have', () => {
  expect(() => completeShape({ version: '4.9.7', proxy: true, acl: true })).toThrow('no proxy and no ACL 2.0')
  expect(() => completeShape({ version: '5.1.4', masters: 9 })).toThrow('at most')
})

it('gives slaves to masters in turn, with rising broker ids', () => {
  const { brokers } = planAddresses(completeShape({ version: '5.5.0', masters: 2, slaves: 3 }), 20_000)
  expect(brokers.map(({ name, brokerName, brokerId }) => [name, brokerName, brokerId])).toEqual([
    ['broker-a', 'broker-a', 0],
    ['broker-b', 'broker-b', 0],
    ['broker-a-slave', 'broker-a', 1],
    ['broker-b-slave', 'broker-b', 1],
    ['broker-a-slave2', 'broker-a', 2],
  ])
})
