import { randomUUID } from 'node:crypto'
import type { AlarmNotice } from '../notice.ts'

/** A notice as the engine makes it; an alarm of its own unless told. */
export function makeNotice(parts: Partial<AlarmNotice> = {}): AlarmNotice {
  return {
    eventId: randomUUID(),
    instanceId: `lag-${randomUUID()}`,
    ruleId: 'rule-lag-time',
    ruleName: 'Group lag time',
    clusterId: 'rmq-aaaaaaaa',
    clusterName: 'prod-east',
    environment: 'production',
    transition: 'FIRING',
    severity: 'CRITICAL',
    level: 'group',
    object: { groupName: 'pay_settle' },
    owner: 'payments',
    labels: { team: 'pay' },
    metric: 'lagTimeMs',
    unit: 'ms',
    value: 3_720_000,
    threshold: 3_600_000,
    since: new Date('2026-11-27T13:00:00Z'),
    at: new Date('2026-11-27T13:03:00Z'),
    trend: 'UP',
    runbookUrl: 'https://wiki.example.com/lag',
    template: null,
    policyIds: null,
    ...parts,
  }
}
