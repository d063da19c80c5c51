import { severities } from '#lib/alarms/schema.ts'
import type { ChannelKind } from './channel-schema.ts'
import type { AlarmNotice } from './notice.ts'
import type { ActiveWindow, PolicyMatchers } from './policy-schema.ts'
import type { RouteReason } from './route-schema.ts'
import { isWithinWindows } from './windows.ts'

/** What routing needs to know of a policy. */
export interface RoutingPolicy {
  policyId: string
  name: string
  isDefault: boolean
  isEnabled: boolean
  matchers: PolicyMatchers
  sends: 'ALL' | 'FIRING' | 'RESOLVED'
  windows: ActiveWindow[]
  language: string
  groupBy: string[]
  groupWaitMs: number
  groupIntervalMs: number
  repeatMs: number | null
  goesOn: boolean
  channels: { channelId: string; name: string; kind: ChannelKind; isEnabled: boolean }[]
}

/** One policy's answer to a notice. */
export interface PolicyRoute {
  policy: RoutingPolicy
  outcome: 'SENDS' | 'NOT_SENT' | 'NO_MATCH' | 'NOT_REACHED'
  reason: RouteReason | null
}

/** The parts of a notice that routing reads. */
export type RoutedNotice = Pick<
  AlarmNotice,
  | 'clusterId'
  | 'environment'
  | 'transition'
  | 'severity'
  | 'level'
  | 'labels'
  | 'owner'
  | 'object'
  | 'ruleId'
  | 'instanceId'
  | 'eventId'
  | 'policyIds'
>

/**
 * Which policies send a notice, in their order: the first that matches wins, unless it says to go on. Named policies replace the
 * matchers; where none of them is left, the matchers decide again, so that a deleted policy makes nobody deaf. A policy that
 * matches but is told to be silent (window, firing only) has won all the same.
 *
 * @param lastSentAt when each policy last sent something of this alarm that still fires, for `repeatMs`
 */
export function routeNotice(
  notice: RoutedNotice,
  policies: readonly RoutingPolicy[],
  now: Date,
  lastSentAt: ReadonlyMap<string, Date> = new Map(),
): PolicyRoute[] {
  const named = policies.filter(({ policyId, isEnabled }) => isEnabled && notice.policyIds?.includes(policyId))
  const byName = named.length > 0
  let isDecided = false
  return policies.map((policy): PolicyRoute => {
    if (!policy.isEnabled) return { policy, outcome: 'NO_MATCH', reason: 'DISABLED' }
    if (byName) {
      if (!named.includes(policy)) return { policy, outcome: 'NO_MATCH', reason: 'NOT_NAMED' }
    } else {
      const mismatch = mismatchOf(policy.matchers, notice)
      if (mismatch) return { policy, outcome: 'NO_MATCH', reason: mismatch }
      if (isDecided) return { policy, outcome: 'NOT_REACHED', reason: 'EARLIER_MATCH' }
      isDecided = !policy.goesOn
    }
    const silence = silenceOf(policy, notice, now, lastSentAt.get(policy.policyId))
    return silence ? { policy, outcome: 'NOT_SENT', reason: silence } : { policy, outcome: 'SENDS', reason: null }
  })
}

function mismatchOf(matchers: PolicyMatchers, notice: RoutedNotice): RouteReason | null {
  const { clusterIds, environments, minSeverity, labels, owners, levels } = matchers
  const isIn = (list: readonly string[], value: string | null) =>
    list.length === 0 || (value !== null && list.includes(value))
  if (!isIn(clusterIds, notice.clusterId)) return 'CLUSTER'
  if (!isIn(environments, notice.environment)) return 'ENVIRONMENT'
  if (severities.indexOf(notice.severity) < severities.indexOf(minSeverity)) return 'SEVERITY'
  const hasAll = Object.entries(labels).every(([key, wanted]) => {
    const value = notice.labels[key]
    return value !== undefined && matchesPattern(wanted, value)
  })
  if (!hasAll) return 'LABELS'
  if (!isIn(owners, notice.owner)) return 'OWNER'
  if (!isIn(levels, notice.level)) return 'LEVEL'
  return null
}

/** `*` stands for anything. Pieces are looked for one after the other, so no pattern takes long. */
function matchesPattern(pattern: string, value: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return value === pattern
  if (!value.startsWith(first)) return false
  let from = first.length
  for (const piece of rest) {
    const found = value.indexOf(piece, from)
    if (found < 0) return false
    from = found + piece.length
  }
  return value.length - last.length >= from && value.endsWith(last)
}

function silenceOf(
  policy: RoutingPolicy,
  notice: RoutedNotice,
  now: Date,
  lastSentAt: Date | undefined,
): RouteReason | null {
  const isResolved = notice.transition === 'RESOLVED'
  if (policy.sends === 'FIRING' && isResolved) return 'SENDS_ONLY_FIRING'
  if (policy.sends === 'RESOLVED' && !isResolved) return 'SENDS_ONLY_RESOLVED'
  if (!isWithinWindows(policy.windows, now)) return 'WINDOW'
  if (policy.channels.length === 0) return 'NO_CHANNEL'
  const isRepeat = notice.transition === 'REPEAT'
  if (isRepeat && policy.repeatMs !== null && lastSentAt && now.getTime() - lastSentAt.getTime() < policy.repeatMs) {
    return 'REPEAT_TOO_SOON'
  }
  return null
}

/**
 * What one message joins. Without grouping, and for PagerDuty, which knows one alert per event, each notice is a message.
 */
export function groupKeyOf(notice: RoutedNotice, groupBy: readonly string[], kind: ChannelKind): string {
  if (groupBy.length === 0 || kind === 'PAGERDUTY') return JSON.stringify(['event', notice.eventId])
  return JSON.stringify(groupBy.map((key) => [key, groupValue(notice, key)]))
}

function groupValue(notice: RoutedNotice, key: string): unknown {
  if (key.startsWith('label:')) return notice.labels[key.slice('label:'.length)] ?? null
  switch (key) {
    case 'cluster':
      return notice.clusterId
    case 'environment':
      return notice.environment
    case 'rule':
      return notice.ruleId
    case 'severity':
      return notice.severity
    case 'owner':
      return notice.owner
    case 'level':
      return notice.level
    default:
      return Object.entries(notice.object).toSorted(([a], [b]) => (a < b ? -1 : 1))
  }
}
