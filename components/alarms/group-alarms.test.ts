import { expect, test } from 'vitest'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import type { Severity } from '#lib/alarms/schema.ts'
import { countsOf, groupAlarms } from './group-alarms.ts'

const alarm = (instanceId: string, clusterId: string, severity: Severity, rest: Partial<AlarmInstance> = {}) =>
  ({
    instanceId,
    clusterId,
    ruleId: 'r',
    owner: null,
    state: 'FIRING',
    severity,
    since: new Date(0),
    lastNoticeAt: null,
    ...rest,
  }) as AlarmInstance // only what grouping reads

const rows = [
  alarm('1', 'b', 'WARNING'),
  alarm('2', 'a', 'WARNING', { since: new Date(1000) }),
  alarm('3', 'a', 'CRITICAL'),
  alarm('4', 'c', 'CRITICAL', { silencedBy: { silenceId: null, reason: 'maintenance', by: 'ann', until: null } }),
  alarm('5', 'a', 'WARNING'),
]

test('the cluster with the worst alarm comes first, and in it the worst and the longest', () => {
  expect(groupAlarms(rows, 'cluster', false).map(({ instanceId }) => instanceId)).toEqual(['3', '5', '2', '1', '4'])
})

test('an order that somebody chose stays within the groups', () => {
  expect(groupAlarms(rows, 'cluster', true).map(({ instanceId }) => instanceId)).toEqual(['2', '3', '5', '1', '4'])
})

test('a group says how many are hidden, and when somebody was told last', () => {
  const inhibitedBy = { instanceId: '9', ruleId: 'r', ruleName: 'Broker down', object: { level: 'broker' as const } }
  expect(
    countsOf([alarm('1', 'a', 'WARNING', { inhibitedBy }), { ...rows[3], lastNoticeAt: new Date(5) } as AlarmInstance]),
  ).toEqual({ all: 2, inhibited: 1, silenced: 1, lastNoticeAt: new Date(5) })
})
