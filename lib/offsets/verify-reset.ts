import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { OffsetReset as ResetRow } from '#lib/db/generated/client.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import { readOnline } from '#lib/groups/read-online.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { CallOptions, Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { checksDueBy, judgeQueue, nextCheckAt } from './judge-queue.ts'
import { queueKey } from './reset-plan.ts'
import { ResetMechanism } from './schema.ts'
import { decodeQueues, encodeQueues, type StoredQueue } from './stored-reset.ts'

/** Whoever reads is given so long; then another may. */
const CLAIM_MS = 15_000
const AT_ONCE = 4
const IN_FLIGHT = 8

/**
 * Reads the offsets of all resets whose reading is due. Run by the worker every two seconds, so that a reset is verified although
 * nobody looks; who looks at one runs it for that one.
 */
export async function verifyDueResets(ctx: Context, now: Date): Promise<void> {
  const rows = await db().offsetReset.findMany({
    where: { nextCheckAt: { lte: now } },
    orderBy: { nextCheckAt: 'asc' },
    take: 100,
  })
  const queue = rows.values()
  const work = async () => {
    for (const row of queue) await verifyIfDue(ctx, row, now)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** @returns the row as it is after the reading, if one was due and nobody else does it */
export async function verifyIfDue(ctx: Context, row: ResetRow, now: Date): Promise<ResetRow> {
  if (row.nextCheckAt === null || row.nextCheckAt > now) return row
  const { resetId } = row
  const { count } = await db().offsetReset.updateMany({
    where: { resetId, nextCheckAt: row.nextCheckAt },
    data: { nextCheckAt: new Date(now.getTime() + CLAIM_MS) },
  })
  if (count === 0) return await db().offsetReset.findUniqueOrThrow({ where: { resetId } })
  const mechanism = ResetMechanism.parse(row.mechanism)
  const begunAt = row.appliedAt ?? row.startedAt
  // Readings whose time has passed, while no process ran, are not made up for.
  const checksDone = Math.max(row.checksDone + 1, checksDueBy(mechanism, begunAt, now))
  const next = nextCheckAt(mechanism, begunAt, checksDone)
  const queues = await judged(ctx, row, decodeQueues(row.queues), next === null)
  return await db().offsetReset.update({
    where: { resetId },
    data: { queues: encodeQueues(queues), checksDone, checkedAt: now, nextCheckAt: next },
  })
}

async function judged(ctx: Context, row: ResetRow, queues: StoredQueue[], isLast: boolean): Promise<StoredQueue[]> {
  // A cluster that was removed meanwhile says nothing any more; what was seen last stands.
  const cluster = await getCluster(ctx, row.clusterId).catch(() => null)
  return cluster
    ? await readAndJudge(cluster, { groupName: row.groupName, queues, isLast, signal: ctx.signal })
    : queues
}

/** The queues with what the brokers say of them now. A broker that does not answer changes nothing. */
export async function readAndJudge(
  cluster: LiveCluster,
  {
    groupName,
    queues,
    isLast,
    signal,
  }: {
    groupName: string
    queues: readonly StoredQueue[]
    isLast: boolean
    signal: AbortSignal
  },
): Promise<StoredQueue[]> {
  const addresses = new Set(queues.map(({ address }) => address))
  const { info } = await cluster.getInventory({ signal })
  const servers = masterServers(info, cluster.clusterNames ?? undefined).filter(({ address }) => addresses.has(address))
  const options = { signal, timeoutMs: cluster.pageTimeoutMs }
  const [live, offsets] = await Promise.all([
    readOnline(cluster, groupName, signal),
    cluster.admin.groups.listOffsets(servers, { ...options, groupNames: [groupName] }),
  ])
  const told = new Set(offsets.done.map(({ server }) => server.address))
  const committed = new Map<string, bigint>()
  for (const { server, value } of offsets.done) {
    for (const { topicName, offsetByQueueId } of value) {
      for (const [queueId, offset] of offsetByQueueId) {
        committed.set(queueKey({ topicName, brokerName: server.brokerName, queueId }), offset)
      }
    }
  }
  // A reset that waits for its first pull is in no list where nothing was committed before; asked by queue a broker tells it.
  const byAddress = new Map(servers.map((server) => [server.address, server]))
  const unlisted = queues.filter((queue) => told.has(queue.address) && !committed.has(queueKey(queue)))
  await askEach(unlisted, IN_FLIGHT, async (queue) => {
    const server = byAddress.get(queue.address)
    const { topicName, queueId } = queue
    const offset = server && (await askOffset(cluster, server, { groupName, topicName, queueId }, options))
    if (offset !== null && offset !== undefined) committed.set(queueKey(queue), offset)
  })
  const isOnline = live.online.clients.length > 0
  return queues.map((queue) => {
    const read = told.has(queue.address) ? (committed.get(queueKey(queue)) ?? null) : undefined
    return { ...queue, ...judgeQueue(queue, { read, isOnline, isLast }) }
  })
}

/** Null when there is none, or when the broker does not say. */
async function askOffset(
  cluster: LiveCluster,
  server: Server,
  queue: { groupName: string; topicName: string; queueId: number },
  options: CallOptions,
): Promise<bigint | null> {
  try {
    return await cluster.admin.groups.getOffset(server, queue, options)
  } catch (error) {
    if (error instanceof RocketmqError) return null
    throw error
  }
}
