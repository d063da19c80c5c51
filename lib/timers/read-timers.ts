import type { PartialEntry } from '#lib/api/endpoint.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { Asker } from '#lib/messages/consumption/asker.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { uniqueServers } from '#lib/messages/scan/queue-coverage.ts'
import { type PackedParts, planPart, type Scanned, type ScanPart, scanParts } from '#lib/messages/scan/scan-parts.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import { LEVEL_TOPIC, TIMER_TOPIC } from '#lib/messages/to-message-item.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { type DelayFacts, delayLimits, levelTable, readDelayFacts } from './delay-facts.ts'
import type { Timer, TimerPage, TimerState } from './schema.ts'
import { deletionKeyOf, deletionOf, provisionalState, toTimer } from './to-timer.ts'

/** Pulls of one queue for one answer: most of what is in them is of other topics, above all what POP keeps there. */
const PULLS_PER_PAGE = 1_000
/** `timerMaxDelaySec` where no broker says it. */
const DEFAULT_MAX_DELAY_MS = 3 * 86_400_000
const SLACK_MS = 60_000
/** What was delivered this long ago without a trace in its topic is gone from there; before, it may still be on its way. */
const ON_ITS_WAY_MS = 30_000
/** Remembered across answers: recalls whose message was not met yet, and messages that were stored anew. */
const MAX_REMEMBERED = 200

/** What the cursor of a list holds. */
export interface TimerPosition {
  parts: PackedParts
  deletions: string[]
  rolled: string[]
}

export interface TimersRead extends Pick<TimerPage, 'items' | 'levels' | 'limits'> {
  next?: TimerPosition
  retry?: TimerPosition
  coverage: Scanned['coverage']
  partial: PartialEntry[]
}

/** One answer of the list of delayed messages. @throws the signal's reason */
export async function readTimers(
  context: SearchContext,
  { topic, states, pageSize }: { topic: string | undefined; states: readonly TimerState[]; pageSize: number },
  last: TimerPosition | undefined,
  now: Date,
): Promise<TimersRead> {
  const { cluster, caller, signal, deadline } = context
  const call = { signal: AbortSignal.any([signal, deadline]), timeoutMs: cluster.pageTimeoutMs, caller }
  const asker = new Asker(call)
  const wanted = new Set(states)
  const isPendingOnly = wanted.size === 1 && wanted.has('PENDING')
  const servers = await delayingServers(context)
  const factsOf = new Map<string, DelayFacts | null>()
  await Promise.all(
    servers.map(async (server) => {
      factsOf.set(server.brokerName, await readDelayFacts(cluster.admin, asker, server, now))
    }),
  )
  const known = [...factsOf.values()].filter((facts) => facts !== null)
  const maxDelayMs = Math.max(...known.map((facts) => facts.maxDelayMs ?? 0)) || DEFAULT_MAX_DELAY_MS
  const since = { kind: 'time' as const, from: new Date(now.getTime() - maxDelayMs - SLACK_MS), to: later(now) }
  const levelStretch = isPendingOnly ? { kind: 'all' as const } : since
  const [timers, levels] = await Promise.all([
    planPart(context, { topicName: TIMER_TOPIC, stretch: since, order: 'newest' }, last?.parts),
    planPart(context, { topicName: LEVEL_TOPIC, stretch: levelStretch, order: 'newest' }, last?.parts),
  ])
  if (isPendingOnly) skipDelivered(levels.part, factsOf)

  const isAsked = (message: StoredMessage, facts: DelayFacts | null) => {
    const realTopic = message.properties.get('REAL_TOPIC')
    if (realTopic === undefined || (topic !== undefined && realTopic !== topic)) return false
    if (!cluster.scope.topic(realTopic)) return false
    // A recall looks like a message, and says which one is deleted.
    if (!isPendingOnly || message.properties.has('TIMER_DEL_UNIQKEY')) return true
    return provisionalState(message, facts, now) === 'PENDING'
  }
  const silent = [...asker.failed.values()].map(({ server, error }) => toPartialEntry(server, error))
  const scanned = await scanParts(
    context,
    [timers.part, levels.part],
    uniqueServers([...timers.partial, ...levels.partial, ...silent]),
    {
      order: 'newest',
      limit: pageSize,
      maxPulls: PULLS_PER_PAGE,
      accept: (message, { brokerName }) => isAsked(message, factsOf.get(brokerName) ?? null),
    },
  )
  const memory = { deletions: new Set(last?.deletions), rolled: new Set(last?.rolled) }
  const united = unite(scanned.found, memory)
  const judged = united.flatMap(({ found, isDeleted }) => {
    const facts = factsOf.get(found.server.brokerName) ?? null
    const timer = toTimer(found, facts, now)
    return timer ? [{ timer: isDeleted ? deleted(timer) : timer, server: found.server }] : []
  })
  const items = (await Promise.all(judged.map(({ timer, server }) => withDelivery(timer, server)))).filter(
    ({ state }) => wanted.has(state),
  )
  const remembered = { deletions: newest(memory.deletions), rolled: newest(memory.rolled) }
  const { next, retry, ...rest } = scanned
  return {
    ...rest,
    items: items.sort(byDue),
    levels: levelTable(factsOf, levels.part.queues),
    limits: delayLimits(known),
    ...(next && { next: { parts: next, ...remembered } }),
    ...(retry && { retry: { parts: retry, ...remembered } }),
  }

  /** The delivered message, if it is one. A moment after its time it may not be there yet. */
  async function withDelivery(timer: Timer, server: Server): Promise<Timer> {
    const isDue = timer.dueAt !== null && timer.dueAt <= now
    if (timer.state === 'PENDING' && !isDue) return timer
    if (timer.state === 'DELETED' && !isDue) return timer
    if (!wanted.has('DELIVERED') && timer.state === 'DELIVERED') return timer
    const { uniqKey, topicName } = timer
    const found = uniqKey === null ? undefined : await lookUp(server, { topicName, key: uniqKey }, timer.storeTimestamp)
    const message =
      found && 'value' in found
        ? found.value.find((each) => each.topicName === topicName && each.uniqKey === uniqKey)
        : undefined
    if (message) {
      const { lateMs: _, ...others } = timer
      const delivered = { offsetMsgId: message.offsetMsgId, at: message.storeTimestamp }
      return { ...others, state: 'DELIVERED', delivered }
    }
    const passedMs = timer.dueAt === null ? 0 : now.getTime() - timer.dueAt.getTime()
    const isOnItsWay = timer.state === 'DELIVERED' && found && 'value' in found && passedMs < ON_ITS_WAY_MS
    return isOnItsWay ? { ...timer, state: 'PENDING', lateMs: Math.max(0, passedMs) } : timer
  }

  /** Undefined when the time of this answer is up. */
  async function lookUp(server: Server, key: { topicName: string; key: string }, from: Date) {
    const query = { ...key, maxMessages: 8, indexType: 'U' as const, from, to: later(now) }
    try {
      return await asker.ask(server, (options) => cluster.admin.messages.queryByKey(server, query, options))
    } catch (error) {
      if (deadline.aborted && !signal.aborted) return undefined
      throw error
    }
  }
}

/** Brokers that delay, in either way. */
async function delayingServers({ cluster, signal }: SearchContext): Promise<Server[]> {
  const { topicConfigs } = await cluster.getInventory({ signal })
  return topicConfigs
    .filter(({ configs }) => configs.has(TIMER_TOPIC) || configs.has(LEVEL_TOPIC))
    .map(({ server }) => server)
}

/** Levels are first in, first out: what was delivered is the beginning of each queue. */
function skipDelivered({ queues }: ScanPart, factsOf: ReadonlyMap<string, DelayFacts | null>): void {
  for (const { brokerName, queueId, range } of queues) {
    const delivered = factsOf.get(brokerName)?.deliveredTo.get(queueId + 1)
    if (!range || delivered === undefined || delivered <= range.from) continue
    range.from = delivered
    if (range.to < delivered) range.to = delivered
    if (range.next < delivered) range.next = delivered
  }
}

/** Newest first a recall is met before its message, and the newest copy of a message before older ones. */
function unite(
  found: readonly FoundMessage[],
  { deletions, rolled }: { deletions: Set<string>; rolled: Set<string> },
): { found: FoundMessage; isDeleted: boolean }[] {
  const timers: { found: FoundMessage; isDeleted: boolean }[] = []
  for (const each of found) {
    const { message } = each
    const deletion = deletionOf(message)
    if (deletion !== null) {
      deletions.add(deletion)
      continue
    }
    const copyKey = `${message.properties.get('REAL_TOPIC')} ${message.uniqKey}`
    if (rolled.has(copyKey)) continue
    if (message.uniqKey !== null && message.properties.has('TIMER_ROLL_TIMES')) rolled.add(copyKey)
    timers.push({ found: each, isDeleted: deletions.delete(deletionKeyOf(message)) })
  }
  return timers
}

function deleted({ lateMs: _, ...timer }: Timer): Timer {
  return { ...timer, state: 'DELETED' }
}

const newest = (keys: ReadonlySet<string>) => [...keys].slice(-MAX_REMEMBERED)

/** Clocks of brokers may be ahead. */
const later = (now: Date) => new Date(now.getTime() + SLACK_MS)

const byDue = (a: Timer, b: Timer) =>
  (a.dueAt?.getTime() ?? Number.POSITIVE_INFINITY) - (b.dueAt?.getTime() ?? Number.POSITIVE_INFINITY) ||
  a.storeTimestamp.getTime() - b.storeTimestamp.getTime()
