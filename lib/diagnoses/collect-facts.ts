import { setTimeout as wait } from 'node:timers/promises'
import { clientRisk } from '#lib/clients/client-risk.ts'
import { type QueueProgress, queueKey } from '#lib/clients/read-queue-lag.ts'
import { toRunningInfo } from '#lib/clients/to-running-info.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { getGroup } from '#lib/groups/get-group.ts'
import { getGroupProgress } from '#lib/groups/get-group-progress.ts'
import { getGroupRetry } from '#lib/groups/get-group-retry.ts'
import { type ReadSubscriptions, readSubscriptions } from '#lib/groups/read-subscriptions.ts'
import type { Group, GroupProgress, GroupSubscriptions } from '#lib/groups/schema.ts'
import { type StandingThread, standingThreads, workingThreads } from '#lib/monitoring/consume-threads.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { parseStack } from '#lib/monitoring/parse-stack.ts'
import type { ClientSample } from '#lib/monitoring/sample.ts'
import { readBrokers } from '#lib/nodes/read-brokers.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { isWrongFit } from '#lib/topics/group-fit.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import type { ClientFacts, DiagnosisFacts, TopicFacts } from './facts.ts'
import { isIdle } from './is-idle.ts'
import { listGroupChanges } from './list-group-changes.ts'

/** Nobody looks at a page meanwhile. */
const PROGRESS_PATIENCE_MS = 5_000
/** Stacks are hundreds of kB: only of clients that look stuck, and of these the first. */
const STACKS_MAX = 4
const STACK_TIMEOUT_MS = 12_000
/** A thread that works is elsewhere by then. */
const BETWEEN_LOOKS_MS = 1_000

/**
 * Asks all that has to do with a group: its config and progress on every broker, its clients themselves, their stacks where they
 * look stuck, its topics, and what happened lately. What does not answer is noted, and costs its deadline.
 *
 * @throws AppError NOT_FOUND; CLUSTER_… when no broker answers
 */
export async function collectFacts(ctx: Context, cluster: LiveCluster, groupName: string): Promise<DiagnosisFacts> {
  const { clusterId } = cluster
  const of = { clusterId, groupName }
  const { sampledAt, partial: _, ...group } = await getGroup(ctx, of)
  const at = new Date()
  const [progress, retry, read, { brokers }, inventory, changes] = await Promise.all([
    unlessSilent(getGroupProgress(ctx, { ...of, patienceMs: PROGRESS_PATIENCE_MS })),
    unlessSilent(getGroupRetry(ctx, of)),
    readSubscriptions(cluster, groupName, ctx.signal),
    // Only what a broker does to this group is told, which is what whoever may run a diagnosis of it asks for.
    readBrokers(clusterId),
    cluster.getInventory({ signal: ctx.signal }),
    listGroupChanges(clusterId, groupName, at),
  ])
  const { live, partial, subscriptions } = read
  const sample = await getSample(cluster)
  const sampled = sample?.groups.get(groupName)?.onlineClients ?? []
  const clients = toClientFacts(read, { group, progress, sampled, at })
  const standing = await lookAtStacks(cluster, read, groupName, clients.filter(isSuspect(at)), ctx.signal)
  const isOfGroup = holdsIt(group, subscriptions, topicRows(inventory))
  const masters = brokers.filter(({ brokerId, brokerName }) => brokerId === 0 && isOfGroup.has(brokerName))
  return {
    at,
    group,
    sampledAt: sampledAt ?? null,
    progress,
    retry,
    subscriptions,
    clients: clients.map((client) => ({ ...client, standing: standing.get(client.clientId) ?? null })),
    serversAsked: live.online.brokersAsked + cluster.proxies.length,
    silent: [
      ...new Map([...partial, ...(progress?.partial ?? [])].map((entry) => [entry.address, entry])).values(),
    ].map(({ brokerName, address, code, detail }) => ({ name: brokerName ?? address, address, code, detail })),
    topics: toTopicFacts(subscriptions, topicRows(inventory)),
    brokers: masters.map(({ brokerName, canWrite, rejectedPerSecond, oldestMessageAt }) => ({
      brokerName,
      canWrite,
      rejectedPerSecond: rejectedPerSecond.value,
      oldestMessageAt: oldestMessageAt.value,
    })),
    changes: [...changes, ...restarts(masters, at)].sort((a, b) => b.at.getTime() - a.at.getTime()),
  }
}

/** Without any broker a part of the facts is missing, which is a fact itself. */
async function unlessSilent<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof AppError && (error.code === 'CLUSTER_UNREACHABLE' || error.code === 'CLUSTER_TIMEOUT'))
      return null
    throw error
  }
}

function toClientFacts(
  { live, answers }: ReadSubscriptions,
  {
    group,
    progress,
    sampled,
    at,
  }: { group: Group; progress: GroupProgress | null; sampled: readonly ClientSample[]; at: Date },
): Omit<ClientFacts, 'standing'>[] {
  const rows = [...(progress?.items ?? []), ...(progress?.deadSubscriptions ?? [])]
  const held = new Map(
    rows.flatMap((row): [string, QueueProgress][] =>
      row.brokerOffset === null
        ? []
        : [
            [
              queueKey(row),
              { brokerOffset: row.brokerOffset, consumerOffset: row.consumerOffset, lag: row.lag ?? null },
            ],
          ],
    ),
  )
  return live.online.clients.map((client) => {
    const { clientId, language, version, protocol, brokers, proxies } = client
    const answer = answers.get(clientId)
    const isBroadcast = live.model === 'BROADCASTING' || group.model === 'BROADCASTING'
    const told = answer && toRunningInfo(answer, { isBroadcast, progress: held, answeredAt: at })
    const standingAt = sampled.find((known) => known.clientId === clientId)?.standingAt ?? null
    const own = told?.queues.filter(({ isRetry }) => !isRetry)
    return {
      clientId,
      language,
      version,
      protocol,
      risk: clientRisk(language, version) ?? null,
      brokers,
      proxies,
      answer: told ? 'ANSWERED' : protocol === 'grpc' || brokers.length === 0 ? 'NOT_ASKABLE' : 'SILENT',
      queues: own?.length ?? null,
      lag: own?.every(({ lag }) => lag !== null && lag !== undefined)
        ? own.reduce((sum, { lag }) => sum + (lag ?? 0n), 0n)
        : null,
      cached: own?.every(({ cachedMessages }) => cachedMessages !== null)
        ? own.reduce((sum, { cachedMessages }) => sum + (cachedMessages ?? 0), 0)
        : null,
      lastConsumeAt: told?.lastConsumeAt ?? null,
      isHung: standingAt !== null || (told?.isHung ?? null),
      standingAt,
      topics: told?.topics ?? [],
    }
  })
}

const isSuspect =
  (at: Date) =>
  (client: Omit<ClientFacts, 'standing'>): boolean =>
    client.standingAt !== null || isIdle(client, at)

/** Two looks at the consume threads of clients that look stuck. @returns by clientId; without those that tell no stacks */
async function lookAtStacks(
  cluster: LiveCluster,
  { live }: ReadSubscriptions,
  groupName: string,
  suspects: readonly { clientId: string }[],
  signal: AbortSignal,
): Promise<Map<string, StandingThread[]>> {
  const look = async (clientId: string) => {
    const [server] = live.serversOf.get(clientId) ?? []
    if (!server) return null
    try {
      const question = { groupName, clientId, withStack: true }
      const { jstack } = await cluster.admin.clients.getRunningInfo(server, question, {
        signal,
        timeoutMs: STACK_TIMEOUT_MS,
      })
      return jstack ? workingThreads(parseStack(jstack).threads, groupName) : null
    } catch (error) {
      if (error instanceof RocketmqError) return null
      throw error
    }
  }
  const looks = suspects.slice(0, STACKS_MAX).map(async ({ clientId }) => {
    const earlier = await look(clientId)
    if (earlier === null) return null
    await wait(BETWEEN_LOOKS_MS, undefined, { signal })
    const later = await look(clientId)
    return later && ([clientId, standingThreads(earlier, later)] as const)
  })
  return new Map((await Promise.all(looks)).filter((found) => found !== null))
}

type Topics = ReturnType<typeof topicRows>

function toTopicFacts({ items }: GroupSubscriptions, topics: Topics): TopicFacts[] {
  return items
    .filter(({ isOnline }) => isOnline !== false)
    .map(({ topicName, isOrdered }) => {
      const row = topics.get(topicName)
      return {
        topicName,
        type: row?.type ?? null,
        permission: row?.permission ?? null,
        brokerNames: row?.brokerNames ?? [],
        isWrongFit: row ? isWrongFit(row, isOrdered) : null,
      }
    })
}

/** Brokers that have a topic or the config of the group. */
function holdsIt(group: Group, { items }: GroupSubscriptions, topics: Topics): ReadonlySet<string> {
  return new Set([...group.brokerNames, ...items.flatMap(({ topicName }) => topics.get(topicName)?.brokerNames ?? [])])
}

/** How far back a change is looked for. */
const LATELY_MS = 24 * 3_600_000

const restarts = (masters: readonly Broker[], at: Date) =>
  masters.flatMap(({ brokerName, bootAt }) =>
    bootAt && at.getTime() - bootAt.getTime() < LATELY_MS
      ? [{ at: bootAt, what: `restart ${brokerName}`, by: null, outcome: null }]
      : [],
  )
