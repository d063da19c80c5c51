import { expect, it } from 'vitest'
import type { TraceHop } from '#lib/traces/schema.ts'
import { lanesOf, toneOf } from './lanes.ts'

const hop = (more: Partial<TraceHop>): TraceHop => ({
  stage: 'CONSUME',
  source: 'TRACE',
  isInferred: false,
  groupName: 'stock',
  clientHost: '10.0.0.8',
  startedAt: new Date(0),
  durationMs: 5,
  result: 'SUCCESS',
  ...more,
})

it('has a lane for the producer, one for the broker, and one for each group with all its clients', () => {
  const hops = [
    hop({ groupName: 'mail', result: 'EXCEPTION' }),
    hop({ stage: 'PERSIST', groupName: null, clientHost: null, brokerName: 'broker-a', result: 'STORED' }),
    hop({ stage: 'TRANSACTION', groupName: 'shop', clientHost: '10.0.0.7', result: 'ROLLBACK' }),
    hop({ stage: 'PRODUCE', groupName: 'shop', clientHost: '10.0.0.7' }),
    hop({ groupName: 'mail', clientHost: '10.0.0.9', retryTimes: 1 }),
    hop({ groupName: 'audit', clientHost: null, isInferred: true, source: 'OFFSET', result: 'NOT_CONSUMED' }),
  ]
  const lanes = lanesOf({ hops, producerGroup: 'shop' })
  expect(lanes.map(({ kind, name, hosts }) => [kind, name, hosts])).toEqual([
    ['producer', 'shop', ['10.0.0.7']],
    ['broker', 'broker-a', []],
    ['group', 'mail', ['10.0.0.8', '10.0.0.9']],
    ['group', 'audit', []],
  ])
  expect(hops.map(toneOf)).toEqual(['failed', 'stored', 'neutral', 'sent', 'ok', 'neutral'])
})
