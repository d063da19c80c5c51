import { describe, expect, it } from 'vitest'
import { PolicyMatchers } from './policy-schema.ts'
import { groupKeyOf, type RoutingPolicy, routeNotice } from './route-notice.ts'
import { makeNotice } from './testing/notices.ts'
import { isWithinWindows } from './windows.ts'

const policy = (parts: Partial<RoutingPolicy> = {}): RoutingPolicy => ({
  policyId: parts.policyId ?? 'p',
  name: parts.policyId ?? 'p',
  isDefault: false,
  isEnabled: true,
  matchers: PolicyMatchers.parse({}),
  sends: 'ALL',
  windows: [],
  language: 'en',
  groupBy: ['cluster', 'rule'],
  groupWaitMs: 0,
  groupIntervalMs: 0,
  repeatMs: null,
  goesOn: false,
  channels: [{ channelId: 'c', name: 'c', kind: 'WEBHOOK', isEnabled: true }],
  ...parts,
})
const now = new Date('2026-11-27T10:00:00Z') // a Friday
const outcomes = (policies: RoutingPolicy[], notice = makeNotice()) =>
  routeNotice(notice, policies, now).map(({ policy: { policyId }, outcome, reason }) => [policyId, outcome, reason])

describe('routing', () => {
  it('the first match wins unless it says to go on', () => {
    const [a, b] = [policy({ policyId: 'a' }), policy({ policyId: 'b' })]
    expect(outcomes([a, b])).toEqual([
      ['a', 'SENDS', null],
      ['b', 'NOT_REACHED', 'EARLIER_MATCH'],
    ])
    expect(outcomes([{ ...a, goesOn: true }, b])).toEqual([
      ['a', 'SENDS', null],
      ['b', 'SENDS', null],
    ])
  })

  it.each([
    [{ clusterIds: ['rmq-bbbbbbbb'] }, 'CLUSTER'],
    [{ environments: ['dev'] }, 'ENVIRONMENT'],
    [{ labels: { team: 'ship*' } }, 'LABELS'],
    [{ labels: { region: 'eu' } }, 'LABELS'],
    [{ owners: ['ops'] }, 'OWNER'],
    [{ levels: ['broker' as const] }, 'LEVEL'],
    [{ labels: { team: 'p*y' }, owners: ['payments'], levels: ['group' as const], environments: ['production'] }, null],
  ])('matchers %j say %s', (matchers, reason) => {
    const [first] = routeNotice(makeNotice(), [policy({ matchers: PolicyMatchers.parse(matchers) })], now)
    expect(first?.reason).toBe(reason)
    expect(first?.outcome).toBe(reason ? 'NO_MATCH' : 'SENDS')
  })

  it('a severity below the least one does not match', () => {
    const critical = policy({ matchers: PolicyMatchers.parse({ minSeverity: 'CRITICAL' }) })
    expect(outcomes([critical], makeNotice({ severity: 'WARNING' }))).toEqual([['p', 'NO_MATCH', 'SEVERITY']])
    expect(outcomes([critical], makeNotice({ severity: 'CRITICAL' }))).toEqual([['p', 'SENDS', null]])
  })

  it('named policies replace the matchers; deleted ones make nobody deaf', () => {
    const [a, b] = [policy({ policyId: 'a' }), policy({ policyId: 'b' })]
    expect(outcomes([a, b], makeNotice({ policyIds: ['b'] }))).toEqual([
      ['a', 'NO_MATCH', 'NOT_NAMED'],
      ['b', 'SENDS', null],
    ])
    expect(outcomes([a, b], makeNotice({ policyIds: ['gone'] }))[0]).toEqual(['a', 'SENDS', null])
  })

  it('a policy that is silent now has won all the same', () => {
    const muted = policy({
      policyId: 'a',
      windows: [{ weekdays: [6, 7], from: '00:00', to: '24:00', timeZone: 'UTC' }],
    })
    expect(outcomes([muted, policy({ policyId: 'b' })])).toEqual([
      ['a', 'NOT_SENT', 'WINDOW'],
      ['b', 'NOT_REACHED', 'EARLIER_MATCH'],
    ])
    expect(outcomes([policy({ sends: 'FIRING' })], makeNotice({ transition: 'RESOLVED' }))).toEqual([
      ['p', 'NOT_SENT', 'SENDS_ONLY_FIRING'],
    ])
  })

  it('a repeat comes no sooner than the policy says', () => {
    const slow = policy({ repeatMs: 3_600_000 })
    const repeat = makeNotice({ transition: 'REPEAT' })
    const last = (minutesAgo: number) => new Map([['p', new Date(now.getTime() - minutesAgo * 60_000)]])
    expect(routeNotice(repeat, [slow], now, last(59))[0]?.reason).toBe('REPEAT_TOO_SOON')
    expect(routeNotice(repeat, [slow], now, last(60))[0]?.outcome).toBe('SENDS')
    expect(routeNotice(makeNotice(), [slow], now, last(1))[0]?.outcome).toBe('SENDS')
  })
})

describe('grouping', () => {
  it('joins by the keys; without keys and for PagerDuty each notice is by itself', () => {
    const [a, b] = [makeNotice(), makeNotice()]
    expect(groupKeyOf(a, ['cluster', 'rule'], 'SLACK')).toBe(groupKeyOf(b, ['cluster', 'rule'], 'SLACK'))
    expect(groupKeyOf(a, [], 'SLACK')).not.toBe(groupKeyOf(b, [], 'SLACK'))
    expect(groupKeyOf(a, ['cluster'], 'PAGERDUTY')).not.toBe(groupKeyOf(b, ['cluster'], 'PAGERDUTY'))
    const other = makeNotice({ labels: { team: 'ship' } })
    expect(groupKeyOf(a, ['label:team'], 'SLACK')).not.toBe(groupKeyOf(other, ['label:team'], 'SLACK'))
  })
})

describe('windows', () => {
  const office = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', timeZone: 'Asia/Shanghai' }
  const night = { weekdays: [5], from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' }
  it.each([
    [[], '2026-11-28T03:00:00Z', true],
    [[office], '2026-11-27T01:00:00Z', true],
    [[office], '2026-11-27T00:59:00Z', false],
    [[office], '2026-11-27T10:00:00Z', false],
    [[office], '2026-11-28T03:00:00Z', false],
    [[night], '2026-11-27T21:00:00Z', true],
    [[night], '2026-11-28T04:59:00Z', true],
    [[night], '2026-11-28T05:00:00Z', false],
    [[night], '2026-11-27T04:00:00Z', false],
    // The night on which the clocks go forward: 05:59 on the wall is an hour earlier than in winter.
    [[{ ...night, weekdays: [6] }], '2026-03-29T03:59:00Z', true],
    [[{ ...night, weekdays: [6] }], '2026-03-29T04:00:00Z', false],
  ])('%j at %s: %s', (windows, at, expected) => {
    expect(isWithinWindows(windows, new Date(at))).toBe(expected)
  })
})
