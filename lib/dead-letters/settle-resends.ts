import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { DeadLetterResend as ResendRow } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import { findGroup } from '#lib/groups/find-group.ts'
import { log } from '#lib/log.ts'
import { lookUp } from '#lib/messages/look-up.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { nextCheckAt, retryWindowMs } from './settle-times.ts'

/** Read in one go; the rest is read by the next. */
const AT_ONCE = 500
const IN_FLIGHT = 8
/** A broker that does not answer says nothing about a message. */
const SILENT_MS = 30_000
/** After so long nothing is learned of a message that nobody answered for. */
const GIVEN_UP_MS = 3_600_000

/**
 * Reads what became of dead letters that were sent again: whether the group has committed past them, and whether they came back as
 * dead letters. Run by the worker every few seconds for what is due. An offset is asked once for all messages of a queue.
 */
export async function settleDueResends(ctx: Context, now: Date): Promise<void> {
  const rows = await db().deadLetterResend.findMany({
    where: { nextCheckAt: { lte: now } },
    orderBy: { nextCheckAt: 'asc' },
    take: AT_ONCE,
  })
  const byGroup = Map.groupBy(rows, ({ clusterId, groupName }) => `${clusterId} ${groupName}`)
  await Promise.all(
    [...byGroup.values()].map(async (ofGroup) => {
      try {
        await settleGroup(ctx, ofGroup, now)
      } catch (error) {
        if (!(error instanceof AppError || error instanceof RocketmqError)) throw error
        log.warn({ error, group: ofGroup[0]?.groupName }, 'What became of resends could not be read')
        await postpone(ofGroup, now)
      }
    }),
  )
}

async function settleGroup(ctx: Context, rows: ResendRow[], now: Date): Promise<void> {
  const [{ clusterId = '', groupName = '' } = {}] = rows
  const cluster = await getCluster(ctx, clusterId).catch((error: unknown) => {
    // Removed, or removed and purged: there is nobody to ask any more.
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  })
  if (!cluster) {
    await db().deadLetterResend.updateMany({ where: { resendId: { in: rows.map(idOf) } }, data: { nextCheckAt: null } })
    return
  }
  const offsets = await readOffsets(cluster, rows, ctx)
  const windowMs = await windowsOf(cluster, groupName, ctx)
  await askEach(rows, IN_FLIGHT, async (row) => {
    const change = await judge(cluster, ctx, row, { offsets, windowMs, now })
    await db().deadLetterResend.updateMany({ where: { resendId: row.resendId, state: row.state }, data: change })
  })
}

type Change = Partial<
  Pick<ResendRow, 'state' | 'consumedAt' | 'settlesAt' | 'nextCheckAt' | 'queueOffset' | 'offsetMsgId' | 'error'>
>

async function judge(
  cluster: LiveCluster,
  ctx: Context,
  row: ResendRow,
  {
    offsets,
    windowMs,
    now,
  }: { offsets: ReadonlyMap<string, bigint | null>; windowMs: (row: ResendRow) => number; now: Date },
): Promise<Change> {
  if (row.state === 'UNKNOWN' || row.state === 'SENDING') return findStored(cluster, ctx, row, now)
  const committed = offsets.get(queueOf(row))
  const isConsumed =
    row.consumedAt !== null ||
    (committed !== null && committed !== undefined && row.queueOffset !== null && committed > row.queueOffset)
  if (!isConsumed) return { nextCheckAt: nextCheckAt(row.resentAt, now, null) }
  const consumedAt = row.consumedAt ?? now
  const settlesAt = row.settlesAt ?? new Date(consumedAt.getTime() + windowMs(row))
  const dead = await findCopy(cluster, ctx, row, DLQ_PREFIX + row.groupName, now)
  if (dead === 'found') return { state: 'FAILED_AGAIN', consumedAt, settlesAt, nextCheckAt: null }
  if (dead === 'silent') {
    return { state: 'CONSUMED', consumedAt, settlesAt, nextCheckAt: new Date(now.getTime() + SILENT_MS) }
  }
  if (settlesAt <= now) return { state: 'SUCCEEDED', consumedAt, settlesAt, nextCheckAt: null }
  return { state: 'CONSUMED', consumedAt, settlesAt, nextCheckAt: nextCheckAt(consumedAt, now, settlesAt) }
}

/** One that nobody answered for is stored, when it is found under its unique id. */
async function findStored(cluster: LiveCluster, ctx: Context, row: ResendRow, now: Date): Promise<Change> {
  const { found, isComplete } = await lookFor(cluster, ctx, row, row.topicName, now)
  const [message] = found
  if (message) {
    const { queueOffset, offsetMsgId } = message
    return { state: 'SENT', queueOffset, offsetMsgId, error: null, nextCheckAt: nextCheckAt(row.resentAt, now, null) }
  }
  const isOver = isComplete && now.getTime() - row.resentAt.getTime() > GIVEN_UP_MS
  return { nextCheckAt: isOver ? null : nextCheckAt(row.resentAt, now, null) }
}

async function findCopy(
  cluster: LiveCluster,
  ctx: Context,
  row: ResendRow,
  topicName: string,
  now: Date,
): Promise<'found' | 'none' | 'silent'> {
  const { found, isComplete } = await lookFor(cluster, ctx, row, topicName, now)
  if (found.length > 0) return 'found'
  return isComplete ? 'none' : 'silent'
}

/** Messages of a topic under the unique id of a resend, by the brokers' index. */
export async function lookFor(
  cluster: LiveCluster,
  ctx: Context,
  { uniqKey }: Pick<ResendRow, 'uniqKey'>,
  topicName: string,
  now: Date,
) {
  const inventory = await cluster.getInventory({ signal: ctx.signal })
  const places = inventory.topicConfigs
    .filter(({ configs }) => configs.has(topicName))
    .map(({ server }) => ({ server, topicName }))
  const context = { cluster, caller: 'dead letters', signal: ctx.signal, now, timeoutMs: cluster.pageTimeoutMs }
  const { found, failed } = await lookUp(context, places, { id: uniqKey })
  return {
    found: found.map(({ message }) => message),
    isComplete: failed.length === 0 && inventory.partial.length === 0,
  }
}

/** What the group has committed in each queue that holds some of the rows; a queue of a broker that does not answer is absent. */
async function readOffsets(
  cluster: LiveCluster,
  rows: readonly ResendRow[],
  { signal }: Context,
): Promise<ReadonlyMap<string, bigint | null>> {
  const { info } = await cluster.getInventory({ signal })
  const masters = masterServers(info, cluster.clusterNames ?? undefined)
  const waiting = new Map(rows.filter(({ consumedAt }) => consumedAt === null).map((row) => [queueOf(row), row]))
  const offsets = new Map<string, bigint | null>()
  await askEach([...waiting], IN_FLIGHT, async ([queue, { brokerName, groupName, topicName, queueId }]) => {
    const server = masters.find((each) => each.brokerName === brokerName)
    if (!server) return
    const options = { signal, timeoutMs: cluster.pageTimeoutMs, caller: 'dead letters' }
    try {
      offsets.set(queue, await cluster.admin.groups.getOffset(server, { groupName, topicName, queueId }, options))
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
    }
  })
  return offsets
}

async function windowsOf(cluster: LiveCluster, groupName: string, { signal }: Context) {
  const item = await findGroup(cluster, groupName, signal).then(
    ({ entry }) => entry.item,
    (error: unknown) => {
      // Deleted since: then RocketMQ's own retries are assumed.
      if (error instanceof AppError && error.code === 'NOT_FOUND') return null
      throw error
    },
  )
  return (row: ResendRow): number =>
    retryWindowMs({
      policy: item?.retryPolicy ?? null,
      maxRetries: item?.maxRetries ?? null,
      isPop: item?.type === 'POP' || (row.target === 'GROUP' && row.topicName !== RETRY_PREFIX + groupName),
    })
}

const postpone = (rows: readonly ResendRow[], now: Date) =>
  db().deadLetterResend.updateMany({
    where: { resendId: { in: rows.map(idOf) } },
    data: { nextCheckAt: new Date(now.getTime() + SILENT_MS) },
  })

const idOf = ({ resendId }: ResendRow) => resendId
const queueOf = ({ topicName, brokerName, queueId }: ResendRow) => `${topicName} ${brokerName} ${queueId}`
