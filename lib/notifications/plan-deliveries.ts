import type { Prisma } from '#lib/db/generated/client.ts'
import type { ChannelKind } from './channel-schema.ts'
import { groupKeyOf, type PolicyRoute, type RoutedNotice, type RoutingPolicy, routeNotice } from './route-notice.ts'
import type { RouteReason } from './route-schema.ts'

export interface PlannedDelivery {
  policy: RoutingPolicy
  channel: { channelId: string; name: string; kind: ChannelKind }
  groupKey: string
  /** Null = not sent, for `reason`. */
  dueAt: Date | null
  reason: RouteReason | null
}
export interface NoticePlan<Notice> {
  notice: Notice
  routes: PolicyRoute[]
  deliveries: PlannedDelivery[]
}

/** When the last or next message of a group is due, by `groupId`. */
export type GroupTimes = Map<string, Date>
export const groupId = (policyId: string, channelId: string, groupKey: string): string =>
  `${policyId}\n${channelId}\n${groupKey}`

/**
 * Which deliveries come of notices, and when. The same for the route tester and for what really happens: only the latter writes it
 * down. A channel hears of an event once, of the first policy that names it. The first notice of a group waits `groupWaitMs` for
 * others; after a message the group is silent for `groupIntervalMs`.
 *
 * @param groups what is known of the groups; times that come new are added to it
 */
export function planDeliveries<Notice extends RoutedNotice>(
  notices: readonly Notice[],
  policies: readonly RoutingPolicy[],
  now: Date,
  groups: GroupTimes,
  lastSentAt: ReadonlyMap<string, ReadonlyMap<string, Date>>,
): NoticePlan<Notice>[] {
  return notices.map((notice) => {
    const routes = routeNotice(notice, policies, now, lastSentAt.get(notice.instanceId))
    const told = new Set<string>()
    const deliveries = routes.flatMap(({ policy, outcome, reason }) => {
      // Deliveries that a policy would have made and did not are kept, so that one can see why nobody was told.
      if (outcome !== 'SENDS' && reason !== 'WINDOW') return []
      return policy.channels.map((channel): PlannedDelivery => {
        const groupKey = groupKeyOf(notice, policy.groupBy, channel.kind)
        const planned = { policy, channel, groupKey }
        if (outcome !== 'SENDS') return { ...planned, dueAt: null, reason }
        if (told.has(channel.channelId)) return { ...planned, dueAt: null, reason: 'SENT_BY_OTHER_POLICY' }
        if (!channel.isEnabled) return { ...planned, dueAt: null, reason: 'CHANNEL_DISABLED' }
        told.add(channel.channelId)
        const id = groupId(policy.policyId, channel.channelId, groupKey)
        const dueAt = dueIn(policy, groups.get(id), now)
        groups.set(id, dueAt)
        return { ...planned, dueAt, reason: null }
      })
    })
    return { notice, routes, deliveries }
  })
}

/** @param known when the last message of the group was due, or the next one is */
function dueIn(policy: RoutingPolicy, known: Date | undefined, now: Date): Date {
  if (known && known > now) return known
  const waited = now.getTime() + policy.groupWaitMs
  if (!known) return new Date(waited)
  const rested = known.getTime() + policy.groupIntervalMs
  // A group that was silent for longer than its interval begins anew.
  return new Date(rested > now.getTime() ? rested : waited)
}

/** When each policy last sent something of these alarms since they began to fire; read for policies with a repeat of their own. */
export async function findLastSent(
  tx: Prisma.TransactionClient,
  instanceIds: readonly string[],
  policies: readonly RoutingPolicy[],
): Promise<Map<string, Map<string, Date>>> {
  const found = new Map<string, Map<string, Date>>()
  const policyIds = policies.filter(({ repeatMs }) => repeatMs !== null).map(({ policyId }) => policyId)
  if (policyIds.length === 0 || instanceIds.length === 0) return found
  const rows = await tx.noticeDelivery.groupBy({
    by: ['instanceId', 'policyId'],
    where: {
      instanceId: { in: [...instanceIds] },
      policyId: { in: policyIds },
      transition: { not: 'RESOLVED' },
      state: { not: 'MUTED' },
    },
    _max: { createdAt: true },
  })
  for (const { instanceId, policyId, _max } of rows) {
    if (instanceId === null || policyId === null || !_max.createdAt) continue
    const ofInstance = found.get(instanceId) ?? new Map<string, Date>()
    found.set(instanceId, ofInstance.set(policyId, _max.createdAt))
  }
  return found
}

/** What is known of the groups that these notices may fall into. */
export async function findGroupTimes(
  tx: Prisma.TransactionClient,
  notices: readonly RoutedNotice[],
  policies: readonly RoutingPolicy[],
): Promise<GroupTimes> {
  const keys = new Set<string>()
  for (const notice of notices) {
    for (const { groupBy, channels } of policies) {
      for (const { kind } of channels) keys.add(groupKeyOf(notice, groupBy, kind))
    }
  }
  if (keys.size === 0) return new Map()
  const rows = await tx.noticeGroup.findMany({ where: { groupKey: { in: [...keys] } } })
  return new Map(rows.map((row) => [groupId(row.policyId, row.channelId, row.groupKey), row.dueAt]))
}
