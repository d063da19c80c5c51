import { expect, test } from 'vitest'
import type { TopicRouteView } from '#lib/topics/schema.ts'
import { canWrite, groupRoutes, routeRows } from './group-routes.ts'

const view = (address: string, perm: string): TopicRouteView => ({
  address,
  hasRoute: true,
  queues: [{ brokerName: 'broker-a', readQueueNums: 8, writeQueueNums: 8, perm }],
  brokers: [{ brokerName: 'broker-a', clusterName: 'c', addresses: { '0': '10.0.0.1:10911', '1': '10.0.0.2:10911' } }],
})

test('name servers that agree are one group', () => {
  const groups = groupRoutes([view('ns1:9876', 'RW'), view('ns2:9876', 'RW'), view('ns3:9876', 'R')])
  expect(groups.map(({ addresses }) => addresses)).toEqual([['ns1:9876', 'ns2:9876'], ['ns3:9876']])
})

test('T-10: queues stand beside their broker, and a wiped one cannot be written', () => {
  const [row] = routeRows(view('ns1:9876', 'R'))
  expect(row).toMatchObject({
    clusterName: 'c',
    addresses: [
      ['0', '10.0.0.1:10911'],
      ['1', '10.0.0.2:10911'],
    ],
  })
  expect(row && canWrite(row)).toBe(false)
  expect(canWrite({ perm: 'RW', writeQueueNums: 8 })).toBe(true)
})

test('a broker that the name server does not list has no address', () => {
  expect(routeRows({ hasRoute: true, queues: view('', 'RW').queues, brokers: [] })[0]).toMatchObject({
    clusterName: '?',
    addresses: [],
  })
})
