import { isDeepStrictEqual } from 'node:util'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { type ClusterInfo, readServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { toAppError, toPartialEntry } from './rocketmq-problem.ts'

/** What the brokers hold, as last read: never older than 10 s unless a part of it did not answer. Shared, never changed. */
export interface BrokerReadings<T> {
  /** When the oldest part of it was read that counts as good: a broker that is being asked again is as old as its last answer. */
  at: Date
  /** When each broker last answered, by address. */
  readAt: ReadonlyMap<string, Date>
  info: ClusterInfo
  /** One entry per replica set: its master, or a slave while there is none. Of a silent one: its last good answer. */
  brokers: { server: Server; isStale: boolean; value: T }[]
  /** Who did not answer the last time. */
  partial: PartialEntry[]
  /** Why nothing is known at all: what the first broker said, while none has ever answered. Null as soon as one has. */
  failure: AppError | null
}

/**
 * For readers: without the answer of a single broker there is no empty list and no missing topic, there is an error.
 * @throws AppError what the first broker said
 */
export function requireAnswers({ failure }: { failure: AppError | null }): void {
  if (failure) throw failure
}

export interface BrokerCacheOptions {
  signal?: AbortSignal
  /** Wait for a reading that starts now; what was written before is in it. */
  fresh?: boolean
  /** With `fresh`: the broker addresses that matter. The others are asked too, but not waited for. */
  freshAddresses?: ReadonlySet<string>
}

/** A master that was seen once, by this process or by the worker. */
export interface RememberedMaster {
  brokerName: string
  clusterName: string
  address: string
}

export interface BrokerCacheSource {
  admin: AdminClient
  nameServers: readonly string[]
  /** Null = all. */
  clusterNames: readonly string[] | null
  rememberedMasters: () => Promise<RememberedMaster[]>
  /** Milliseconds since the epoch. */
  now?: () => number
}

const FRESH_MS = 5_000
const MAX_AGE_MS = 10_000
/** Deadline of each server. Pages must answer within 3 s although one hangs. */
const DEADLINE_MS = 2_000
/** A reader with an old inventory waits this long for a new one, then takes the old one with its age. */
const PATIENCE_MS = 1_500
/** Who failed is asked again at each reading, but nobody waits for it this long. */
const FAILING_MS = 30_000
/** A broker that no name server lists and the worker does not remember is shown as missing for this long. */
const UNLISTED_MS = 300_000

/** One broker's part: its last good answer and what became of the last attempt. */
interface Part<T> {
  server: Server
  /** A name server lists it now. */
  isListed: boolean
  listedAt: number
  /** The worker remembered it at the last reading. */
  isRemembered: boolean
  value: T | null
  readAt: number
  error: RocketmqError | AppError | null
  failedAt: number
  flight: { startedAt: number; promise: Promise<void> } | null
}

/** What is read of each broker, and what readers get to see of all. */
export interface BrokerReading<T, View extends Times> {
  /** Of the calls that it makes. */
  caller: string
  /**
   * Asks one broker. Its failure is a value, anything thrown is a bug.
   *
   * @param held what it said last
   */
  ask: (
    admin: AdminClient,
    server: Server,
    held: T | null,
    options: { timeoutMs: number; caller: string; now: number },
  ) => Promise<{ value: T } | { error: RocketmqError }>
  /** Made anew when anything but the times has changed. */
  view: (readings: BrokerReadings<T>) => View
}

interface Fresh {
  notBefore: number
  /** Brokers that were written to: these are waited for, and no others. */
  addresses: ReadonlySet<string> | undefined
}

/** One broker that is asked in a reading. */
interface Flight {
  address: string
  /** It did not answer lately. */
  isFailing: boolean
  promise: Promise<void>
}

/** What of a reading somebody waits for. */
async function allAwaited(flights: readonly Flight[], fresh: Fresh | undefined): Promise<void> {
  const addresses = fresh?.addresses
  const awaited = flights.filter(({ address, isFailing }) => (addresses ? addresses.has(address) : !isFailing))
  await Promise.all(awaited.map(({ promise }) => promise))
}

type Times = Pick<BrokerReadings<unknown>, 'at' | 'readAt'>

/**
 * What all brokers of one cluster hold: O(brokers) requests per reading, one reading at a time, each broker for itself, so that
 * one that hangs costs one deadline once and then nothing.
 */
export class BrokerCache<T, View extends Times> {
  private readonly source: BrokerCacheSource
  private readonly what: BrokerReading<T, View>
  private readonly now: () => number
  private readonly parts = new Map<string, Part<T>>()
  private info: ClusterInfo | null = null
  private nameServerError: RocketmqError | null = null
  private readAt = Number.NEGATIVE_INFINITY
  private reading: { startedAt: number; promise: Promise<void>; flights: readonly Flight[] } | null = null
  private composed: View | null = null
  /** What the last view was made of, its times aside. */
  private madeOf: readonly unknown[] = []
  private isComposed = false

  constructor(source: BrokerCacheSource, reading: BrokerReading<T, View>) {
    this.source = source
    this.what = reading
    this.now = source.now ?? Date.now
  }

  /** @throws AppError when no name server answers and none ever did; the signal's reason on abort */
  async get(options: BrokerCacheOptions = {}): Promise<View> {
    const { signal, fresh, freshAddresses } = options
    signal?.throwIfAborted()
    if (fresh) await abortable(this.read({ notBefore: this.now(), addresses: freshAddresses }), signal)
    else await this.beYoungEnough(signal)
    return this.compose()
  }

  private async beYoungEnough(signal: AbortSignal | undefined): Promise<void> {
    const ageMs = this.now() - this.readAt
    const hasAll = this.hasHeardAll()
    if (hasAll && ageMs <= FRESH_MS) return
    const reading = this.read()
    if (!hasAll) {
      await abortable(reading, signal)
      return
    }
    // The old one is good enough to be shown: a failure of this reading is in the next `partial`.
    reading.catch(() => {})
    if (ageMs > MAX_AGE_MS) await abortable(atMost(reading, PATIENCE_MS), signal)
  }

  /**
   * Every listed broker has answered or failed once. Until then its reading is under way, and who came a moment after the first reader
   * must wait for it too: a broker that was not heard yet would look like one that holds nothing.
   */
  private hasHeardAll(): boolean {
    if (!this.info || !Number.isFinite(this.readAt)) return false
    return [...this.parts.values()].every(({ isListed, value, error }) => !isListed || value !== null || error !== null)
  }

  /** The reading that runs, or a new one. `fresh`: one that started at `notBefore` or later; after a write to `addresses` later. */
  private async read(fresh?: Fresh): Promise<void> {
    while (fresh && this.reading) {
      const { startedAt, promise, flights } = this.reading
      if (fresh.addresses ? startedAt > fresh.notBefore : startedAt >= fresh.notBefore) {
        await promise
        // It may have been begun for somebody who waits for other brokers.
        await allAwaited(flights, fresh)
        return
      }
      await promise.catch(() => {})
    }
    if (this.reading) return this.reading.promise
    const flights: Flight[] = []
    const startedAt = this.now()
    const promise = this.readAll(fresh, startedAt, flights)
    const reading = { startedAt, promise, flights }
    this.reading = reading
    const forget = () => {
      if (this.reading === reading) this.reading = null
    }
    promise.then(forget, forget)
    return promise
  }

  private async readAll(fresh: Fresh | undefined, startedAt: number, flights: Flight[]): Promise<void> {
    const [, remembered] = await Promise.all([this.readInfo(), this.source.rememberedMasters()])
    const info = this.info
    if (!info) throw toAppError(this.nameServerError)
    this.place(info, remembered)
    this.isComposed = false
    this.readAt = startedAt

    for (const part of this.parts.values()) {
      if (!part.isListed) continue
      const isFailing = part.error !== null && startedAt - part.failedAt < FAILING_MS
      const promise = this.readPart(part, fresh ? startedAt : Number.NEGATIVE_INFINITY)
      flights.push({ address: part.server.address, isFailing, promise })
    }
    await allAwaited(flights, fresh)
  }

  private async readInfo(): Promise<void> {
    const { admin, nameServers } = this.source
    const asked = nameServers.map(async (nameServer) => {
      const info = await admin.cluster.getFrom(nameServer, { timeoutMs: DEADLINE_MS, caller: this.what.caller })
      // A name server that has just started knows no broker yet; another one may.
      if (info.brokers.length === 0 && nameServers.length > 1) throw new EmptyInfo(info)
      return info
    })
    try {
      const info = await Promise.any(asked)
      if (!isDeepStrictEqual(info, this.info)) this.info = info
      this.nameServerError = null
    } catch (failure) {
      const errors: unknown[] = failure instanceof AggregateError ? failure.errors : [failure]
      const empty = errors.find((error) => error instanceof EmptyInfo)
      if (empty) {
        this.info = empty.info
        this.nameServerError = null
        return
      }
      const [first] = errors
      if (!(first instanceof RocketmqError)) throw first
      this.nameServerError = first
    }
  }

  /** Says which brokers there are: those listed now, and those that were and are missing. */
  private place(info: ClusterInfo, remembered: readonly RememberedMaster[]): void {
    const now = this.now()
    const { clusterNames } = this.source
    for (const part of this.parts.values()) part.isListed = false
    for (const server of readServers(info, clusterNames ?? undefined)) {
      const key = partKey(server)
      const part = this.parts.get(key) ?? newPart<T>(server)
      const same = isDeepStrictEqual(part.server, server) ? part.server : server
      Object.assign(part, { server: same, isListed: true, listedAt: now })
      this.parts.set(key, part)
    }
    const rememberedKeys = new Set<string>()
    for (const master of remembered) {
      if (clusterNames && !clusterNames.includes(master.clusterName)) continue
      const key = partKey(master)
      rememberedKeys.add(key)
      if (!this.parts.has(key)) {
        this.parts.set(key, newPart<T>({ ...master, announcedAddress: master.address, brokerId: 0 }))
      }
    }
    for (const [key, part] of this.parts) {
      const wasRemembered = part.isRemembered
      part.isRemembered = rememberedKeys.has(key)
      if (part.isListed) continue
      // What was remembered and is not any more was forgotten on purpose.
      const isForgotten = !part.isRemembered && (wasRemembered || now - part.listedAt > UNLISTED_MS)
      if (isForgotten) this.parts.delete(key)
      else {
        const { brokerName, address } = part.server
        part.error = new AppError('CLUSTER_UNREACHABLE', `${brokerName} (${address}) is not listed by any name server.`)
        part.failedAt = now
      }
    }
  }

  /** Asks one broker, unless it is being asked already since `notBefore`. Never rejects for what a broker did. */
  private async readPart(part: Part<T>, notBefore: number): Promise<void> {
    while (part.flight && part.flight.startedAt < notBefore) await part.flight.promise
    if (part.flight) return part.flight.promise
    const startedAt = this.now()
    const promise = this.askBroker(part, startedAt).finally(() => {
      part.flight = null
      this.isComposed = false
    })
    part.flight = { startedAt, promise }
    // Nobody may be waiting for it: an unexpected failure must not end the process.
    promise.catch(() => {})
    return promise
  }

  private async askBroker(part: Part<T>, startedAt: number): Promise<void> {
    const options = { timeoutMs: DEADLINE_MS, caller: this.what.caller, now: startedAt }
    const answer = await this.what.ask(this.source.admin, part.server, part.value, options)
    if ('value' in answer) {
      part.value = answer.value
      part.readAt = startedAt
      part.error = null
    } else {
      part.error = answer.error
      part.failedAt = this.now()
    }
  }

  private compose(): View {
    if (this.composed && this.isComposed) return this.composed
    if (!this.info) throw toAppError(this.nameServerError)
    const parts = [...this.parts.values()].sort((a, b) => compareText(partKey(a.server), partKey(b.server)))
    const partial = parts.flatMap(({ server, error }) => (error ? [toPartialEntry(server, error)] : []))
    if (this.nameServerError) {
      partial.unshift(toPartialEntry({ address: this.nameServerError.address }, this.nameServerError))
    }
    const answered = parts.filter(({ error, readAt }) => error === null && Number.isFinite(readAt))
    const isSilent = parts.every(({ value }) => value === null)
    const firstError = parts.find(({ error }) => error !== null)?.error ?? null
    const times: Times = {
      at: new Date(Math.min(this.readAt, ...answered.map(({ readAt }) => readAt))),
      readAt: new Map(
        parts.flatMap(({ server, value, readAt }) => (value === null ? [] : [[server.address, new Date(readAt)]])),
      ),
    }
    const madeOf = [
      this.info,
      this.nameServerError,
      ...parts.flatMap(({ server, value, error }) => [server, value, error]),
    ]
    const isSame = madeOf.length === this.madeOf.length && madeOf.every((each, index) => each === this.madeOf[index])
    // What readers made of its thousands of configs stays good while only the times are new.
    if (this.composed && isSame) this.composed = { ...this.composed, ...times }
    else {
      this.composed = this.what.view({
        ...times,
        failure: isSilent && firstError ? toAppError(firstError) : null,
        info: this.info,
        brokers: parts.flatMap(({ server, value, error }) =>
          value === null ? [] : [{ server, isStale: error !== null, value }],
        ),
        partial,
      })
    }
    this.madeOf = madeOf
    this.isComposed = true
    return this.composed
  }
}

class EmptyInfo extends Error {
  readonly info: ClusterInfo

  constructor(info: ClusterInfo) {
    super('no brokers')
    this.info = info
  }
}

function newPart<T>(server: Server): Part<T> {
  const never = Number.NEGATIVE_INFINITY
  return {
    server,
    isListed: false,
    listedAt: never,
    isRemembered: false,
    value: null,
    readAt: never,
    error: null,
    failedAt: never,
    flight: null,
  }
}

const partKey = ({ clusterName, brokerName }: { clusterName: string; brokerName: string }) =>
  `${clusterName}\n${brokerName}`
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Waits for `promise` at most `ms`; after that it goes on by itself. Its failure is nobody's. */
function atMost(promise: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    promise
      .catch(() => {})
      .finally(() => {
        clearTimeout(timer)
        resolve()
      })
  })
}

/** Gives up waiting on abort; the shared work goes on for the others. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
