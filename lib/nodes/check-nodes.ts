import { ok, unknown } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { type HealthFacts, readHealthFacts } from '#lib/clusters/health-facts.ts'
import { db } from '#lib/db/db.ts'
import { type ClusterNode, Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type AskedNode, askNodes } from './ask-nodes.ts'
import { compareVersions } from './compare-versions.ts'
import { decideHealth } from './decide-health.ts'
import { type BrokerFacts, brokerFacts, combineFacts } from './runtime-facts.ts'

/** The topics are counted less often than nodes are asked: their configs are megabytes. */
const TOPICS_PERIOD_MS = 60_000

/**
 * Task of the worker, every 15 s and cluster: asks each node, remembers it, and stores the health with its reasons and the numbers
 * of the fleet row. A node that stops is down in the next check, and up again in the first one that it answers.
 */
export async function checkNodes(ctx: Context, { clusterId, now }: { clusterId: string; now: Date }): Promise<void> {
  requirePermission(ctx, 'node:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const [before, previous] = await Promise.all([
    db().clusterNode.findMany({ where: { clusterId } }),
    db().clusterHealth.findUnique({ where: { clusterId } }),
  ])
  const { nodes, disagreeing } = await askNodes(cluster, before.flatMap(toServer), ctx.signal)
  const rows = nodes.map((node) => toRow(clusterId, node, before, now))
  const checked = rows.map((row) => ({
    ...row,
    isRefusing: row.isUp && row.error !== null,
    diskUsedRatio: row.facts.diskUsedRatio,
  }))
  const { health, reasons, since } = decideHealth(previous, checked, now, disagreeing)
  const facts = await factsOf(cluster, rows, readHealthFacts(previous?.facts, now), now, ctx.signal)

  const keep = rows.map(({ kind, address }) => ({ kind, address }))
  const state = { health, reasons, since, checkedAt: now, facts: JSON.parse(JSON.stringify(facts)) }
  await db().$transaction([
    db().clusterNode.deleteMany({ where: { clusterId, NOT: { OR: keep } } }),
    ...rows.map(({ error, ...row }) => {
      const data = { ...row, facts: { ...row.facts }, error: error ?? Prisma.DbNull }
      const where = { clusterId_kind_address: { clusterId, kind: row.kind, address: row.address } }
      return db().clusterNode.upsert({ where, create: data, update: data })
    }),
    db().clusterHealth.upsert({ where: { clusterId }, create: { clusterId, ...state }, update: state }),
  ])
}

const toServer = ({ kind, address, announcedAddress, clusterName, brokerName, brokerId }: ClusterNode) =>
  kind === 'broker' && clusterName !== null && brokerName !== null && brokerId !== null
    ? [{ address, announcedAddress, clusterName, brokerName, brokerId }]
    : []

type NodeRow = ReturnType<typeof toRow>

/** What is stored of a node: a silent one keeps what it last said, and when that was. */
function toRow(clusterId: string, { runtime, ...node }: AskedNode, before: readonly ClusterNode[], now: Date) {
  const known = before.find(({ kind, address }) => kind === node.kind && address === node.address)
  return {
    clusterId,
    ...node,
    version: node.version ?? known?.version ?? null,
    since: known?.isUp === node.isUp ? known.since : now,
    facts: runtime ? brokerFacts(runtime) : storedFacts(known),
    checkedAt: now,
    lastSeenAt: node.isUp ? now : (known?.lastSeenAt ?? null),
  }
}

const noFacts: BrokerFacts = { inTps: null, outTps: null, diskUsedRatio: null, oldestMessageAt: null }

/** Written by {@link toRow}, so of that shape; a row that never held any has none. */
function storedFacts(row: ClusterNode | undefined): BrokerFacts {
  return { ...noFacts, ...(row?.facts as Partial<BrokerFacts> | undefined) }
}

async function factsOf(
  cluster: LiveCluster,
  rows: readonly NodeRow[],
  previous: HealthFacts,
  now: Date,
  signal: AbortSignal,
): Promise<HealthFacts> {
  const brokers = rows.filter(({ kind }) => kind === 'broker')
  const masters = brokers.filter(({ brokerId }) => brokerId === 0)
  const fact = <K extends keyof BrokerFacts>(of: readonly NodeRow[], key: K) =>
    of.map(({ facts, lastSeenAt, isUp }) => ({ value: facts[key], heardAt: lastSeenAt, isUp }))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const oldest = combineFacts(withoutEmpty(fact(masters, 'oldestMessageAt')), (values) => values.sort()[0] ?? '', now)
  const versions = brokers.flatMap(({ version }) => version ?? []).sort(compareVersions)
  return {
    versionLowest: versions[0] ?? null,
    versionHighest: versions.at(-1) ?? null,
    topics: await countTopics(cluster, previous.topics, now, signal),
    inTps: combineFacts<number>(fact(masters, 'inTps'), sum, now),
    outTps: combineFacts<number>(fact(masters, 'outTps'), sum, now),
    diskUsedRatio: combineFacts<number>(fact(brokers, 'diskUsedRatio'), (values) => Math.max(...values), now),
    oldestMessageAt: { ...oldest, value: oldest.value ? new Date(oldest.value) : null },
  }
}

/** Up, and no oldest message: that master holds none. It does not make the others' unknown. */
function withoutEmpty<T>(facts: { value: T | null; heardAt: Date | null; isUp: boolean }[]) {
  const filled = facts.filter(({ value, isUp }) => value !== null || !isUp)
  return filled.length > 0 ? filled : facts
}

async function countTopics(
  cluster: LiveCluster,
  previous: HealthFacts['topics'],
  now: Date,
  signal: AbortSignal,
): Promise<HealthFacts['topics']> {
  const isRecent = previous.state === 'ok' && previous.at && now.getTime() - previous.at.getTime() < TOPICS_PERIOD_MS
  if (isRecent) return previous
  try {
    const inventory = await cluster.getInventory({ signal })
    if (inventory.partial.length > 0) return { ...previous, ...(previous.state === 'unknown' && unknown('NO_ANSWER')) }
    const { topicConfigs, systemTopics } = inventory
    const names = new Set(topicConfigs.flatMap(({ configs }) => [...configs.keys()]))
    return ok([...names].filter((name) => topicKind(name, systemTopics) === 'NORMAL').length, inventory.at)
  } catch (error) {
    if (error instanceof AppError) return previous
    throw error
  }
}
