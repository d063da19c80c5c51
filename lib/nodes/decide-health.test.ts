import { describe, expect, it } from 'vitest'
import { type CheckedNode, decideHealth } from './decide-health.ts'

const now = new Date('2026-11-25T12:00:00Z')
const earlier = new Date('2026-11-25T11:00:00Z')
const node = (kind: CheckedNode['kind'], isUp = true, rest: Partial<CheckedNode> = {}): CheckedNode => ({
  kind,
  address: `${kind}:1`,
  isUp,
  isRefusing: false,
  brokerName: null,
  brokerId: null,
  diskUsedRatio: null,
  hasDrift: false,
  ...rest,
})
const broker = (name: string, brokerId: number, isUp = true, diskUsedRatio = 0.1) =>
  node('broker', isUp, { address: `${name}-${brokerId}:1`, brokerName: name, brokerId, diskUsedRatio })

const nameServer = node('nameServer')
const deadNameServer = node('nameServer', false, { address: 'dead:1' })
const [a, b, slave] = [broker('a', 0), broker('b', 0), broker('a', 1)]

describe('decideHealth', () => {
  it.each<[string, CheckedNode[], string, string[]]>([
    ['everything answers', [nameServer, a, b, slave, node('proxy'), node('controller')], 'HEALTHY', []],
    ['no name server answers', [deadNameServer, a], 'UNREACHABLE', ['NAME_SERVERS_DOWN']],
    ['one of two name servers is down', [nameServer, deadNameServer, a], 'WARNING', ['NAME_SERVER_DOWN']],
    ['C-3: a master is down', [nameServer, a, broker('b', 0, false)], 'ABNORMAL', ['MASTER_DOWN']],
    ['a replica set has a slave only', [nameServer, a, broker('b', 1)], 'ABNORMAL', ['MASTER_DOWN']],
    ['there is no broker at all', [nameServer], 'ABNORMAL', ['NO_BROKERS']],
    ['C-16: a slave is down', [nameServer, a, broker('a', 1, false)], 'WARNING', ['SLAVE_DOWN']],
    ['a proxy is down', [nameServer, a, node('proxy', false)], 'WARNING', ['PROXY_DOWN']],
    ['a controller is down', [nameServer, a, node('controller', false)], 'WARNING', ['CONTROLLER_DOWN']],
    ['a broker refuses the console', [nameServer, { ...a, isRefusing: true }], 'WARNING', ['BROKER_REFUSES']],
    ['a disk is fuller than 75 %', [nameServer, broker('a', 0, true, 0.76)], 'WARNING', ['DISK_USED']],
    ['a disk is 75 % full', [nameServer, broker('a', 0, true, 0.75)], 'HEALTHY', []],
    ['a broker is not set as its peers', [nameServer, a, { ...b, hasDrift: true }], 'WARNING', ['CONFIG_DRIFT']],
    [
      'a broker that is down has no settings to compare',
      [nameServer, a, { ...slave, isUp: false, hasDrift: true }],
      'WARNING',
      ['SLAVE_DOWN'],
    ],
    ['a dead master and its full disk', [nameServer, broker('a', 0, false, 0.9)], 'ABNORMAL', ['MASTER_DOWN']],
    [
      'two things at once',
      [nameServer, deadNameServer, broker('a', 0, false), slave],
      'ABNORMAL',
      ['MASTER_DOWN', 'NAME_SERVER_DOWN'],
    ],
  ])('%s', (_, nodes, health, codes) => {
    const decided = decideHealth(null, nodes, now)
    expect({ health: decided.health, codes: decided.reasons.map(({ code }) => code) }).toEqual({ health, codes })
  })

  it('a critical alarm that fires makes a cluster abnormal that else is well, and leads to the list of them', () => {
    const { health, reasons } = decideHealth(null, [nameServer, a], now, { criticalAlarms: 2 })
    expect(health).toBe('ABNORMAL')
    expect(reasons).toEqual([
      { code: 'CRITICAL_ALARM', params: {}, count: 2, link: '/alarms?severity=CRITICAL&state=FIRING' },
    ])
  })

  it('names and counts what is wrong', () => {
    const { reasons } = decideHealth(null, [nameServer, broker('a', 0, false), broker('b', 0, false)], now)
    expect(reasons).toEqual([{ code: 'MASTER_DOWN', params: { names: 'a, b' }, count: 2, link: '/nodes' }])
  })

  it('warns when name servers disagree', () => {
    const { health, reasons } = decideHealth(null, [nameServer, a], now, { disagreeing: ['ns2:9876'] })
    expect(health).toBe('WARNING')
    expect(reasons[0]).toMatchObject({ code: 'NAME_SERVERS_DISAGREE', params: { names: 'ns2:9876' } })
  })

  it('C-17: names the topic of which name servers hand out different routes, and both values', () => {
    const values = [
      { address: 'ns1:9876', value: 'broker-a RW 8/8' },
      { address: 'ns2:9876', value: null },
    ]
    const routes = [{ kind: 'topic' as const, name: 'orders', values }]
    expect(decideHealth(null, [nameServer, a], now, { routes })).toMatchObject({
      health: 'WARNING',
      reasons: [
        {
          code: 'ROUTES_DISAGREE',
          params: { topics: 'orders', values: 'ns1:9876 broker-a RW 8/8 · ns2:9876 –' },
          count: 1,
        },
      ],
    })
  })

  it.each([
    ['the same word keeps its time', { health: 'HEALTHY', since: earlier }, earlier],
    ['another word begins now', { health: 'ABNORMAL', since: earlier }, now],
    ['the first word begins now', null, now],
  ])('%s', (_, previous, since) => {
    expect(decideHealth(previous, [nameServer, a], now).since).toBe(since)
  })
})
