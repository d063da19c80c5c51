import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { DeadLetterMark, DeadLetterResend as ResendRow } from '#lib/db/generated/client.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import { notFoundReason } from '#lib/messages/not-found-reason.ts'
import { queryLimits } from '#lib/messages/schema.ts'
import { allServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { decodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { TopicRow } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { readGroupFacts } from './group-facts.ts'
import type { DeadLetterFilter, ListDeadLettersInput } from './list-dead-letters.ts'
import type { ExpiredDeadLetter, ExpiredDeadLetters } from './schema.ts'
import { lookFor } from './settle-resends.ts'
import { whatWasDone } from './to-dead-letter.ts'

/** An origin that something was done about. */
interface Known {
  originId: string
  mark: DeadLetterMark | undefined
  /** In order of time. */
  resends: ResendRow[]
  lastSeenAt: Date
}

type Fate = 'gone' | 'stored' | 'unknown'

const HOUR_MS = 3_600_000
const LOOK_UPS = 200
const LOOK_UP_MS = 10_000
const IN_FLIGHT = 8

/**
 * Dead letters that were sent again, marked or noted, and are stored no more. One that was sent again is gone when its place lies before the
 * beginning of the broker's commit log; a copy of it that came back, and what was only marked, is gone when it is older than the
 * oldest one, or when no index knows it. What a silent broker may hold is unknown.
 *
 * Of what is gone only the ids, the times and where it was sent are known: a key, a tag or an expression finds none.
 */
export async function readExpiredLetters(
  ctx: Context,
  cluster: LiveCluster,
  row: TopicRow,
  input: ListDeadLettersInput,
  now: Date,
): Promise<ExpiredDeadLetters> {
  if (input.key !== undefined || input.tag !== undefined || input.filter !== undefined) {
    return { items: [], total: 0, unknown: 0 }
  }
  const known = (await readKnown(cluster.clusterId, input.groupName)).filter((each) => isWanted(each, input))
  const fates = await judge(ctx, cluster, row, known, now)
  const gone = known.filter((_, index) => fates[index] === 'gone')
  const sign = input.order === 'oldest' ? 1 : -1
  const items = gone
    .toSorted((a, b) => sign * (a.lastSeenAt.getTime() - b.lastSeenAt.getTime()))
    .slice(0, input.pageSize ?? queryLimits.pageSize.default)
    .map(toExpired)
  return { items, total: gone.length, unknown: fates.filter((fate) => fate === 'unknown').length }
}

async function readKnown(clusterId: string, groupName: string): Promise<Known[]> {
  const [marks, resends] = await Promise.all([
    db().deadLetterMark.findMany({
      where: { clusterId, groupName, OR: [{ handledAt: { not: null } }, { note: { not: null } }] },
    }),
    db().deadLetterResend.findMany({ where: { clusterId, groupName }, orderBy: { resendId: 'asc' } }),
  ])
  const markByOrigin = new Map(marks.map((mark) => [mark.originId, mark]))
  const resendsByOrigin = Map.groupBy(resends, ({ originId }) => originId)
  return [...new Set([...markByOrigin.keys(), ...resendsByOrigin.keys()])].map((originId) => {
    const mark = markByOrigin.get(originId)
    const ofOrigin = resendsByOrigin.get(originId) ?? []
    const times = [mark?.handledAt, mark?.note ? mark.noteAt : null, ...ofOrigin.map(({ resentAt }) => resentAt)]
    const lastSeenAt = new Date(Math.max(...times.map((at) => at?.getTime() ?? 0)))
    return { originId, mark, resends: ofOrigin, lastSeenAt }
  })
}

function isWanted(
  { originId, resends, lastSeenAt }: Known,
  { id, from, to, originTopic }: Pick<DeadLetterFilter, 'id' | 'from' | 'to' | 'originTopic'>,
): boolean {
  const storedAt = resends.at(-1)?.letterAt
  // It was stored before somebody did something about it.
  if (from && (storedAt ?? lastSeenAt) < from) return false
  if (to && storedAt && storedAt > to) return false
  if (originTopic !== undefined && originTopicOf(resends) !== originTopic) return false
  return (
    id === undefined || originId === id || resends.some(({ letterId, uniqKey }) => letterId === id || uniqKey === id)
  )
}

async function judge(
  ctx: Context,
  cluster: LiveCluster,
  row: TopicRow,
  known: readonly Known[],
  now: Date,
): Promise<Fate[]> {
  const [facts, fateOf] = await Promise.all([readGroupFacts(cluster, row), readCommitLogs(ctx, cluster, known)])
  const oldestAt = facts === null || facts.isPartial ? null : facts.stored === 0n ? facts.at : facts.oldestAt
  const fates = known.map(({ resends, lastSeenAt }): Fate | null => {
    const ofLetters = resends.map(fateOf)
    if (ofLetters.includes('stored')) return 'stored'
    if (ofLetters.includes('unknown')) return 'unknown'
    const cameBack = resends.some(({ state }) => state === 'FAILED_AGAIN')
    if (resends.length > 0 && !cameBack) return 'gone'
    // The clocks of the console and of brokers differ.
    const isOlder = oldestAt !== null && lastSeenAt.getTime() + HOUR_MS < oldestAt.getTime()
    return isOlder && !cameBack ? 'gone' : null
  })
  const open = known.flatMap((each, index) => (fates[index] === null ? [{ each, index }] : []))
  open.sort((a, b) => a.each.lastSeenAt.getTime() - b.each.lastSeenAt.getTime())
  const asked = open.slice(0, LOOK_UPS)
  const servers = row.brokers.map(({ server }) => server)
  const first = asked[0]?.each.originId
  const isIndexed =
    first !== undefined &&
    (await notFoundReason(cluster, servers, { id: first, now, signal: ctx.signal })) !== 'NOT_INDEXED'
  const endsAt = Date.now() + LOOK_UP_MS
  await askEach(isIndexed ? asked : [], IN_FLIGHT, async ({ each, index }) => {
    if (Date.now() < endsAt) fates[index] = await lookUpFate(ctx, cluster, row, each, now)
  })
  return fates.map((fate) => fate ?? 'unknown')
}

/** The letters that were sent again, by where they lay: one question per broker. */
async function readCommitLogs(ctx: Context, cluster: LiveCluster, known: readonly Known[]) {
  const placeOf = ({ letterId }: ResendRow) => decodeOffsetMsgId(letterId)
  const addresses = new Set(known.flatMap(({ resends }) => resends.map((resend) => placeOf(resend)?.address ?? '')))
  const { info } = await cluster.getInventory({ signal: ctx.signal })
  const servers = allServers(info, cluster.clusterNames ?? undefined).filter(
    ({ address, announcedAddress }) => addresses.has(address) || addresses.has(announcedAddress),
  )
  const beginsAt = new Map<string, bigint>()
  await askEach(servers, IN_FLIGHT, async (server) => {
    try {
      const runtime = await cluster.admin.brokers.getRuntime(server, {
        signal: ctx.signal,
        timeoutMs: cluster.pageTimeoutMs,
      })
      const [text] = /^\d{1,19}$/.exec(runtime.commitLogMinOffset ?? '') ?? []
      if (text === undefined) return
      for (const address of [server.address, server.announcedAddress]) beginsAt.set(address, BigInt(text))
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
    }
  })
  return (resend: ResendRow): Fate => {
    const place = placeOf(resend)
    const begin = beginsAt.get(place?.address ?? '')
    if (!place || begin === undefined) return 'unknown'
    return place.commitLogOffset < begin ? 'gone' : 'stored'
  }
}

async function lookUpFate(
  ctx: Context,
  cluster: LiveCluster,
  { topicName }: TopicRow,
  { originId, resends }: Known,
  now: Date,
): Promise<Fate> {
  // The place of the message that was consumed first: neither that nor an index tells where its dead letter is.
  if (resends.length === 0 && decodeOffsetMsgId(originId)) return 'unknown'
  const copies = resends.filter(({ state }) => state === 'FAILED_AGAIN').map(({ uniqKey }) => uniqKey)
  let isComplete = true
  for (const uniqKey of resends.length === 0 ? [originId] : copies) {
    const told = await lookFor(cluster, ctx, { uniqKey }, topicName, now)
    if (told.found.length > 0) return 'stored'
    isComplete &&= told.isComplete
  }
  return isComplete ? 'gone' : 'unknown'
}

/** Where it was sent back to, if it was. */
const originTopicOf = (resends: readonly ResendRow[]): string | null =>
  resends.findLast(({ target }) => target === 'ORIGIN')?.topicName ?? null

function toExpired({ originId, mark, resends, lastSeenAt }: Known): ExpiredDeadLetter {
  const last = resends.at(-1)
  const ends = [mark, ...resends].flatMap((each) => each?.expiresAt.getTime() ?? [])
  return {
    originId,
    letterId: last?.letterId ?? null,
    storeTimestamp: last?.letterAt ?? null,
    originTopic: originTopicOf(resends),
    ...whatWasDone(mark, resends),
    state: 'EXPIRED',
    lastSeenAt,
    keptUntil: new Date(Math.max(...ends)),
  }
}
