import { expect, it } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import { findRisks } from './find-risks.ts'

const now = new Date('2026-11-26T12:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 3_600_000)
const nothing = {
  brokers: [],
  diskFullInDays: new Map(),
  certificates: [],
  groups: [],
  oldestMessageAt: unknown('NOT_SAMPLED'),
  now,
}

const broker = (brokerName: string, usedRatio: number | null, brokerId = 0) =>
  ({
    brokerName,
    brokerId,
    diskUsedRatio: usedRatio === null ? unknown('NO_ANSWER') : ok(usedRatio, now),
    haGapBytes: { value: null, state: 'na', at: null },
  }) as unknown as Broker // what is looked at

it('C-24: a disk is shown when it is rather full, and when it will be full within 14 days', () => {
  const brokers = [
    broker('calm', 0.3),
    broker('filling', 0.4),
    broker('soon', 0.5),
    broker('full', 0.9),
    broker('soon', 0.5, 1),
    broker('silent', null),
  ]
  const diskFullInDays = new Map(
    Object.entries({ calm: 14, filling: 13.9, soon: 2.5, full: 0 }).map(([name, value]) => [name, { value }]),
  )
  expect(
    findRisks({ ...nothing, brokers, diskFullInDays }).map(({ kind, name, severity, days }) => [
      kind,
      name,
      severity,
      days,
    ]),
  ).toEqual([
    ['DISK', 'full', 'critical', 0],
    ['DISK', 'soon', 'warning', 2.5],
    ['DISK', 'filling', 'info', 13.9],
  ])
})

it('a certificate is shown 30 days before it ends, the next one first, and after its end', () => {
  const certificates = [
    { name: 'console', endsAt: inDays(29) },
    { name: 'old authority', endsAt: inDays(-2) },
    { name: 'authority', endsAt: inDays(6.5) },
    { name: 'fresh', endsAt: inDays(31) },
  ]
  expect(findRisks({ ...nothing, certificates })).toMatchObject([
    { kind: 'CERTIFICATE', name: 'old authority', severity: 'critical', days: -2, link: '/settings' },
    { kind: 'CERTIFICATE', name: 'authority', severity: 'critical', days: 6.5 },
    { kind: 'CERTIFICATE', name: 'console', severity: 'warning', days: 29 },
  ])
})
