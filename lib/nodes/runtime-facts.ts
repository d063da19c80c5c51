import type { RuntimeFacts, StoredPool } from './node-facts.ts'

/** What a broker's runtime info (28) says that lists show. Null = not said. @see protocol notes §8.4 */
export function runtimeFacts(runtime: Readonly<Record<string, string>>): RuntimeFacts {
  const [inTps, inTps1m, inTps10m] = averages(runtime.putTps)
  // 4.9 misspells it.
  const [outTps, outTps1m, outTps10m] = averages(runtime.getTransferredTps ?? runtime.getTransferedTps)
  const diskUsedRatio = number(runtime.commitLogDiskRatio)
  const minOffset = integer(runtime.commitLogMinOffset)
  return {
    inTps,
    inTps1m,
    inTps10m,
    outTps,
    outTps1m,
    outTps10m,
    // −1: the path is missing.
    diskUsedRatio: diskUsedRatio !== null && diskUsedRatio >= 0 ? diskUsedRatio : null,
    diskFreeBytes: freeBytes(runtime.commitLogDirCapacity),
    commitLogBytes: difference(runtime.commitLogMaxOffset, runtime.commitLogMinOffset),
    hasDeleted: minOffset === null ? null : minOffset > 0n,
    // An empty store says −1 or the largest number there is.
    oldestMessageAt: time(runtime.earliestMessageTimeStamp),
    bootAt: time(runtime.bootTimestamp),
    putToday: difference(runtime.msgPutTotalTodayNow, runtime.msgPutTotalTodayMorning),
    putYesterday: difference(runtime.msgPutTotalTodayMorning, runtime.msgPutTotalYesterdayMorning),
    getToday: difference(runtime.msgGetTotalTodayNow, runtime.msgGetTotalTodayMorning),
    getYesterday: difference(runtime.msgGetTotalTodayMorning, runtime.msgGetTotalYesterdayMorning),
    sendQueueWaitMs: number(runtime.sendThreadPoolQueueHeadWaitTimeMills),
    pageCacheLockMs: number(runtime.pageCacheLockTimeMills),
    failedPuts: integer(runtime.putMessageFailedTimes)?.toString() ?? null,
    pools: pools(runtime),
    isActingMaster: runtime.brokerActive === 'true',
  }
}

/**
 * Puts per second that a store refused between two checks. Null without a former count, and across a restart, which counts anew.
 *
 * @param previous what it said when it was last heard
 */
export function rejectedPerSecond(
  previous: Pick<RuntimeFacts, 'failedPuts' | 'bootAt'> & { heardAt: string | null },
  facts: Pick<RuntimeFacts, 'failedPuts' | 'bootAt'>,
  now: Date,
): number | null {
  if (previous.failedPuts === null || facts.failedPuts === null || previous.heardAt === null) return null
  const seconds = (now.getTime() - Date.parse(previous.heardAt)) / 1000
  const growth = Number(BigInt(facts.failedPuts) - BigInt(previous.failedPuts))
  return previous.bootAt === facts.bootAt && growth >= 0 && seconds > 0 ? growth / seconds : null
}

const MAX_TIME_MS = 4_102_444_800_000

function time(text: string | undefined): string | null {
  const ms = number(text)
  return ms !== null && ms > 0 && ms < MAX_TIME_MS ? new Date(ms).toISOString() : null
}

/** `10 s 60 s 600 s` averages; a broker that is younger than a window leaves it out. */
function averages(text: string | undefined): [number | null, number | null, number | null] {
  const [tenSeconds, minute, tenMinutes] = text?.trim().split(/\s+/) ?? []
  return [number(tenSeconds), number(minute), number(tenMinutes)]
}

/** Brokers format some numbers by their locale: a decimal comma is possible. */
function number(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null
  const value = Number(text.replace(',', '.'))
  return Number.isFinite(value) ? value : null
}

const integer = (text: string | undefined): bigint | null =>
  text !== undefined && /^-?\d{1,19}$/.test(text) ? BigInt(text) : null

function difference(later: string | undefined, earlier: string | undefined): string | null {
  const [a, b] = [integer(later), integer(earlier)]
  return a === null || b === null ? null : String(a - b)
}

const powers: Readonly<Record<string, number>> = { '': 0, Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 }

/** `Total : 250.0 GiB, Free : 80.1 GiB.`: rounded by the broker to a tenth. */
function freeBytes(text: string | undefined): string | null {
  const match = /Free : ([\d.,]+) ([KMGTPE]i|)B/.exec(text ?? '')
  const value = number(match?.[1])
  return value === null ? null : String(Math.round(value * 1024 ** (powers[match?.[2] ?? ''] ?? 0)))
}

function pools(runtime: Readonly<Record<string, string>>): StoredPool[] {
  const pool = (name: StoredPool['name'], size: string, capacity: string, wait?: string): StoredPool[] => {
    const depth = number(runtime[size])
    if (depth === null) return []
    return [{ name, size: depth, capacity: number(runtime[capacity]), waitMs: wait ? number(runtime[wait]) : null }]
  }
  const threadPool = (name: StoredPool['name']) =>
    pool(
      name,
      `${name}ThreadPoolQueueSize`,
      `${name}ThreadPoolQueueCapacity`,
      `${name}ThreadPoolQueueHeadWaitTimeMills`,
    )
  return [
    ...(['send', 'pull', 'query', 'ack', 'litePull'] as const).flatMap(threadPool),
    ...pool('endTransaction', 'EndTransactionQueueSize', 'EndTransactionThreadPoolQueueCapacity'),
  ]
}
