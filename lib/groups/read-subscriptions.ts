import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { compareSubscriptions } from '#lib/monitoring/consistency.ts'
import { ownSubscriptions } from '#lib/monitoring/online.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import { askClients } from './ask-clients.ts'
import { findGroup } from './find-group.ts'
import { joinPartial } from './join-partial.ts'
import { type LiveOnline, readOnline } from './read-online.ts'
import type { GroupSubscriptions, SubscriptionSet } from './schema.ts'
import { subscriptionItems } from './subscription-items.ts'

/** A broker waits 10 s for a client. */
const PATIENCE_MS = 12_000
/**
 * From the beginning, beside a server that is silent: clients that miss it wait for it before they answer themselves, and whoever is
 * asked about a silent broker must not be silent for long.
 */
const PATIENCE_BESIDE_SILENT_MS = 2_600

export interface ReadSubscriptions {
  subscriptions: GroupSubscriptions
  live: LiveOnline
  /** What the clients that answered say of themselves, by clientId. */
  answers: ReadonlyMap<string, RunningInfo>
  partial: PartialEntry[]
}

/**
 * Asks who is online in a group, and each of them that can be asked what it subscribes to.
 *
 * @throws AppError NOT_FOUND
 */
export async function readSubscriptions(
  cluster: LiveCluster,
  groupName: string,
  signal: AbortSignal,
): Promise<ReadSubscriptions> {
  const startedAtMs = performance.now()
  const [{ entry, sample }, inventory] = await Promise.all([
    findGroup(cluster, groupName, signal),
    cluster.getInventory({ signal }),
  ])
  const readAt = new Date()
  const live = await readOnline(cluster, groupName, signal)
  const patienceMs =
    live.partial.length === 0 ? PATIENCE_MS : startedAtMs + PATIENCE_BESIDE_SILENT_MS - performance.now()
  const answers = await askClients(cluster, groupName, live, { signal, patienceMs })
  const { consistency, reason, sets, unread } = judge(live, answers, entry.sample)
  const subscriptions = {
    consistency,
    ...(reason && { reason }),
    sets,
    unread,
    items: subscriptionItems({
      group: entry.item,
      online: live.online,
      isOnlineKnown: live.partial.length === 0,
      type: live.type,
      model: live.model,
      sets,
      unread,
      sample: entry.sample,
      sampledAt: sample?.at ?? null,
      topics: topicRows(inventory),
    }),
    readAt,
  }
  return { subscriptions, live, answers, partial: joinPartial(live.partial, inventory.partial) }
}

function judge(
  { online, partial }: LiveOnline,
  answers: ReadonlyMap<string, RunningInfo>,
  sample: GroupSample | undefined,
): Pick<GroupSubscriptions, 'consistency' | 'reason' | 'sets' | 'unread'> {
  const { clients } = online
  if (clients.length === 0) {
    return partial.length === 0
      ? { consistency: null, sets: [], unread: [] }
      : { consistency: 'UNKNOWN', reason: 'NO_ANSWER', sets: [], unread: [] }
  }
  const unread = clients
    .filter(({ clientId }) => !answers.has(clientId))
    .map(({ clientId, protocol }) => ({
      clientId,
      reason: protocol === 'grpc' ? ('GRPC' as const) : ('NO_ANSWER' as const),
    }))
  const compared = compareSubscriptions(
    clients.map(({ clientId }) => ({ clientId, subscriptions: answers.get(clientId)?.subscriptions ?? null })),
  )
  const sets = withSince(compared.sets.length === 0 && clients.length === 1 ? onlySet(online) : compared.sets, sample)
  if (compared.consistency === 'INCONSISTENT') return { consistency: 'INCONSISTENT', sets, unread }
  const hasGrpc = unread.some(({ reason }) => reason === 'GRPC')
  // Who cannot be asked is watched: the set that servers tell changes to and fro when its clients differ.
  if (hasGrpc && clients.length > 1 && sample?.consistencyReason === 'FLIPS') {
    return { consistency: 'INCONSISTENT', reason: 'FLIPS', sets: [...sets, ...toldSets(sets, sample)], unread }
  }
  if (compared.consistency === 'CONSISTENT' && partial.length === 0) return { consistency: 'CONSISTENT', sets, unread }
  return {
    consistency: 'UNKNOWN',
    reason: hasGrpc && partial.length === 0 ? 'GRPC_CLIENTS' : 'NO_ANSWER',
    sets,
    unread,
  }
}

/** Of a single client: what the servers tell of the group is its own. */
const onlySet = ({ clients, subscriptions }: LiveOnline['online']) => [
  { subscriptions: ownSubscriptions(subscriptions.values()), clientIds: clients.map(({ clientId }) => clientId) },
]

type Sampled = GroupSample['subscriptionSets'][number]

const textOf = ({ subscriptions }: Pick<Sampled, 'subscriptions'>) =>
  JSON.stringify(
    subscriptions.map(({ topicName, expressionType, expression }) => [topicName, expressionType, expression]),
  )

/** What servers told to and fro, less what a client said of itself. Whose each is nobody can tell. */
function toldSets(known: readonly SubscriptionSet[], { subscriptionSets }: GroupSample): SubscriptionSet[] {
  const texts = new Set(known.map(textOf))
  const told = subscriptionSets.filter((set) => set.clientIds.length === 0 && !texts.has(textOf(set)))
  // They may differ in topics alone that the actor does not see.
  const distinct = new Map(told.map((set) => [textOf(set), set]))
  return [...distinct.values()].map(({ subscriptions, since }) => ({
    subscriptions: [...subscriptions],
    clientIds: [],
    since,
  }))
}

function withSince(sets: readonly Omit<Sampled, 'since'>[], sample: GroupSample | undefined): SubscriptionSet[] {
  const since = new Map((sample?.subscriptionSets ?? []).map((set) => [textOf(set), set.since]))
  return sets.map((set) => ({
    subscriptions: set.subscriptions.map(({ topicName, expressionType, expression }) => ({
      topicName,
      expressionType,
      expression,
    })),
    clientIds: [...set.clientIds],
    since: since.get(textOf(set)) ?? null,
  }))
}
