import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import { allServers, type ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { CHECK_TIMEOUT_MS } from './asked-node.ts'
import {
  isConfirmed,
  isDifferent,
  keyOf,
  mergeDifferences,
  type NameServerDifference,
  type NameServerValue,
  routeText,
  type SeenDifference,
} from './compare-answers.ts'
import { KEPT_DIFFERENCES, readDifferences } from './name-server-agreement.ts'

/** With this many a minute, 10,000 topics take three comparisons: what differs is seen and confirmed within five minutes. */
const TOPICS_PER_RUN = 4_000
/** Topics that are asked for at a time: half of what a connection takes, the rest stays free for checks. */
const IN_FLIGHT = 8
/** A comparison ends before the next one is due; it goes on there. */
const RUN_MS = 40_000

interface Listing {
  address: string
  info: ClusterInfo
  /** Null: it does not list topics, by its settings. */
  topics: string[] | null
}

interface Comparison {
  differences: NameServerDifference[]
  /** What was compared, by `kind name`. */
  compared: Set<string>
}

/**
 * Task of the worker, once a minute and cluster: asks all name servers for their brokers (106), their topics (206) and the routes
 * of as many topics as one turn allows (105), those first that are known to differ or that not all of them list. The next turn
 * goes on where this one ended. Does nothing where there is one name server only.
 */
export async function compareNameServers(
  ctx: Context,
  { clusterId, now, topicsPerRun = TOPICS_PER_RUN }: { clusterId: string; now: Date; topicsPerRun?: number },
): Promise<void> {
  requirePermission(ctx, 'node:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  if (cluster.nameServers.length < 2) {
    await db().nameServerAgreement.deleteMany({ where: { clusterId } })
    return
  }
  const previous = await db().nameServerAgreement.findUnique({ where: { clusterId } })
  const asked = await Promise.all(cluster.nameServers.map((address) => list(cluster, address, ctx.signal)))
  const listings = asked.flatMap((answer) => ('info' in answer ? [answer] : []))
  const silent = asked.flatMap((answer) => ('info' in answer ? [] : [answer]))
  // One that is down is a reason of its own; it disagrees with nobody.
  if (listings.length < 2) return save(clusterId, { silent })

  const brokers = compareBrokers(cluster, listings)
  const before = readDifferences(previous)
  const names = await topicNames(cluster, listings, ctx.signal)
  const turn = nextTurn(names, listings, { before, cursor: previous?.cursor ?? null, topicsPerRun })
  const isCompared = (brokerName: string) => !brokers.missing.has(brokerName)
  const routes = await compareRoutes(cluster, listings, {
    turn: [...turn.first, ...turn.rest],
    isCompared,
    signal: ctx.signal,
  })
  const compared = new Set([...brokers.compared, ...routes.compared])
  const differences = mergeDifferences(
    before.filter(({ kind }) => kind === 'topic'),
    [...brokers.differences, ...routes.differences],
    compared,
    now,
  ).map((difference) => withFirstSeen(difference, before))
  const { cursor, isEnd } = cursorAfter(turn.rest, routes.looked, turn.isLast)
  const position = isEnd ? names.length : names.filter((name) => cursor !== null && name <= cursor).length
  await save(clusterId, {
    comparedAt: now,
    silent,
    cursor: isEnd ? null : (cursor ?? previous?.cursor ?? null),
    topics: names.length,
    comparedTopics: position,
    ...(isEnd && { completedAt: now }),
    // The confirmed ones first: they are shown.
    differences: [...differences]
      .sort((a, b) => Number(isConfirmed(b)) - Number(isConfirmed(a)))
      .slice(0, KEPT_DIFFERENCES),
  })
}

/** Brokers are compared as a whole each time, so what was seen before is only asked for its time. */
function withFirstSeen(difference: SeenDifference, before: readonly SeenDifference[]): SeenDifference {
  const known = before.find((other) => keyOf(other) === keyOf(difference))
  return known ? { ...difference, firstSeenAt: known.firstSeenAt } : difference
}

async function list(cluster: LiveCluster, address: string, signal: AbortSignal): Promise<Listing | PartialEntry> {
  const { admin } = cluster
  try {
    const [info, topics] = await Promise.all([
      admin.cluster.getFrom(address, options(signal)),
      listTopics(cluster, address, signal),
    ])
    return { address, info, topics }
  } catch (error) {
    if (error instanceof RocketmqError) return toPartialEntry({ address }, error)
    throw error
  }
}

async function listTopics({ admin }: LiveCluster, address: string, signal: AbortSignal): Promise<string[] | null> {
  try {
    return await admin.topics.listNames(address, options(signal))
  } catch (error) {
    if (error instanceof RocketmqError) return null
    throw error
  }
}

const options = (signal: AbortSignal) => ({ signal, timeoutMs: CHECK_TIMEOUT_MS, caller: 'name-server-agreement' })

/** Which of the brokers that are shown each name server lists, and at which address. */
function compareBrokers(
  { clusterNames }: LiveCluster,
  listings: readonly Listing[],
): Comparison & { missing: ReadonlySet<string> } {
  const lists = listings.map(({ address, info }) => {
    const servers = allServers(info, clusterNames ?? undefined)
    return {
      address,
      brokers: new Map(servers.map((server) => [`${server.brokerName}/${server.brokerId}`, server.announcedAddress])),
      names: new Set(servers.map(({ brokerName }) => brokerName)),
    }
  })
  const compared = new Set(lists.flatMap(({ brokers }) => [...brokers.keys()]))
  const differences = [...compared].flatMap((name): NameServerDifference[] => {
    const values = lists.map(({ address, brokers }) => ({ address, value: brokers.get(name) ?? null }))
    return isDifferent(values) ? [{ kind: 'broker', name, values }] : []
  })
  const names = new Set(lists.flatMap((each) => [...each.names]))
  return {
    differences,
    compared: new Set([...compared].map((name) => keyOf({ kind: 'broker', name }))),
    // Said once, of the broker, and not again of each of its topics.
    missing: new Set([...names].filter((name) => lists.some((each) => !each.names.has(name)))),
  }
}

/** Sorted. By the brokers where no name server lists any. */
async function topicNames(cluster: LiveCluster, listings: readonly Listing[], signal: AbortSignal): Promise<string[]> {
  const lists = listings.flatMap(({ topics }) => (topics ? [topics] : []))
  const names =
    lists.length > 0
      ? lists.flat()
      : (await cluster.getInventory({ signal })).topicConfigs.flatMap(({ configs }) => [...configs.keys()])
  return [...new Set(names)].sort()
}

/** Whose routes are asked for now: first those that are suspected, then as many others as one turn allows. */
function nextTurn(
  names: readonly string[],
  listings: readonly Listing[],
  { before, cursor, topicsPerRun }: { before: readonly SeenDifference[]; cursor: string | null; topicsPerRun: number },
): { first: string[]; rest: string[]; isLast: boolean } {
  const known = before.flatMap(({ kind, name }) => (kind === 'topic' ? [name] : []))
  const lists = listings.flatMap(({ topics }) => (topics ? [new Set(topics)] : []))
  const lopsided = names.filter((name) => lists.some((listed) => !listed.has(name)))
  const first = new Set([...known, ...lopsided.slice(0, topicsPerRun)])
  const others = names.filter((name) => (cursor === null || name > cursor) && !first.has(name))
  return { first: [...first], rest: others.slice(0, topicsPerRun), isLast: others.length <= topicsPerRun }
}

/** How far the round has come: to the last topic before the first that nobody could be asked about. */
function cursorAfter(rest: readonly string[], looked: ReadonlySet<string>, isLast: boolean) {
  const missed = rest.findIndex((name) => !looked.has(name))
  const done = missed < 0 ? rest : rest.slice(0, missed)
  return { cursor: done.at(-1) ?? null, isEnd: isLast && missed < 0 }
}

/** Asks for the routes, a few topics at a time. A name server that stops answering is not asked again in this turn. */
async function compareRoutes(
  { admin }: LiveCluster,
  listings: readonly Listing[],
  { turn, isCompared, signal }: { turn: readonly string[]; isCompared: (name: string) => boolean; signal: AbortSignal },
): Promise<Comparison & { looked: Set<string> }> {
  const differences: NameServerDifference[] = []
  const [compared, looked] = [new Set<string>(), new Set<string>()]
  const failed = new Set<string>()
  const endMs = performance.now() + RUN_MS
  const ask = async (address: string, name: string): Promise<NameServerValue[]> => {
    if (failed.has(address)) return []
    try {
      return [{ address, value: routeText(await admin.topics.getRoute(address, name, options(signal)), isCompared) }]
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      // A refusal is about this topic alone.
      if (!(error instanceof BrokerError)) failed.add(address)
      return []
    }
  }
  const waiting = turn.values()
  const work = async () => {
    for (const name of waiting) {
      if (performance.now() > endMs || listings.length - failed.size < 2) return
      const values = (await Promise.all(listings.map(({ address }) => ask(address, name)))).flat()
      if (listings.length - failed.size >= 2) looked.add(name)
      if (values.length < 2) continue
      compared.add(keyOf({ kind: 'topic', name }))
      if (isDifferent(values)) differences.push({ kind: 'topic', name, values })
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, work))
  return { differences, compared, looked }
}

interface Saved {
  comparedAt?: Date
  completedAt?: Date
  cursor?: string | null
  topics?: number
  comparedTopics?: number
  differences?: SeenDifference[]
  silent: PartialEntry[]
}

async function save(clusterId: string, { differences, silent, ...rest }: Saved): Promise<void> {
  const state = {
    ...rest,
    silent: JSON.parse(JSON.stringify(silent)),
    ...(differences && { differences: JSON.parse(JSON.stringify(differences)) }),
  }
  await db().nameServerAgreement.upsert({ where: { clusterId }, create: { clusterId, ...state }, update: state })
}
