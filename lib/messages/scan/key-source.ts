import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { MessageReader, ReadOptions } from './message-reader.ts'
import type { FoundMessage, MessageSource, Narrow } from './message-source.ts'
import { readSlice } from './read-slice.ts'

/** How far the index of one broker has been handed out, newest first. */
export interface KeyProgress {
  brokerName: string
  /** Store time in ms: what is newer has been handed out. */
  endMs: number
  /** Place in the commit log from which on all hits have been handed out; null before the first. */
  before: bigint | null
  isDone: boolean
  error?: { code: string; detail: string }
}

export interface KeySourceOptions {
  reader: MessageReader
  server: Server
  topicName: string
  key: string
  fromMs: number
  /** Is it a hit? Hashes collide and the index knows whole seconds, so each one is looked at again. */
  accept: (message: StoredMessage) => boolean
  /** What of the hits is wanted. */
  narrow?: Narrow | undefined
  maxRequests: number
  call: ReadOptions
}

/** What a broker gives at most for one query (`maxMsgsNumBatch`). */
const MAX_HITS = 64
/** Index entries know the second of a message, counted from the beginning of their file. */
const INDEX_STEP_MS = 1_000

/**
 * Hits of a key on one broker, newest first. The index gives the newest 64 up to a time. It tells times by the second, so when
 * more than 64 hits fall into one, asking again gives the same 64: then that second is read from the queues themselves.
 *
 * @see protocol notes §4.6, gotcha 28
 */
export class KeySource implements MessageSource {
  readonly progress: KeyProgress
  scannedMessages = 0
  scannedBytes = 0
  private readonly options: KeySourceOptions
  private buffer: FoundMessage[] = []
  /** Where the buffer ends. */
  private readTo: Pick<KeyProgress, 'endMs' | 'before' | 'isDone'>
  private requests = 0

  constructor(progress: KeyProgress, options: KeySourceOptions) {
    this.progress = progress
    this.options = options
    this.readTo = { endMs: progress.endMs, before: progress.before, isDone: progress.isDone }
  }

  get head(): FoundMessage | undefined {
    return this.buffer[0]
  }

  get isHungry(): boolean {
    return this.mayHaveMore && this.requests < this.options.maxRequests
  }

  get isSpent(): boolean {
    return this.mayHaveMore && this.requests >= this.options.maxRequests
  }

  take(): FoundMessage {
    const found = this.buffer.shift()
    if (!found) throw new Error('nothing to take')
    const { storeTimestamp, commitLogOffset } = found.message
    if (this.buffer.length === 0) Object.assign(this.progress, this.readTo)
    else Object.assign(this.progress, { endMs: storeTimestamp.getTime(), before: commitLogOffset })
    return found
  }

  async fill(signal: AbortSignal): Promise<void> {
    this.requests++
    try {
      await this.read(signal)
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      this.progress.error = toTargetError(error, this.options.server)
    }
    if (this.buffer.length === 0) Object.assign(this.progress, this.readTo)
  }

  private async read(signal: AbortSignal): Promise<void> {
    const { reader, server, topicName, key, fromMs, call } = this.options
    const { endMs, before } = this.readTo
    const query = {
      topicName,
      key,
      maxMessages: MAX_HITS,
      from: new Date(Math.max(0, fromMs - INDEX_STEP_MS)),
      to: new Date(endMs),
    }
    const hits = await reader.messages.queryByKey(server, query, { ...call, signal })
    const fresh = newestFirst(hits).filter(({ commitLogOffset }) => before === null || commitLogOffset < before)
    const oldest = fresh.at(-1)
    if (hits.length < MAX_HITS) {
      await this.hand(fresh, { endMs, before, isDone: true }, signal)
    } else if (oldest) {
      const readTo = { endMs: oldest.storeTimestamp.getTime(), before: oldest.commitLogOffset, isDone: false }
      await this.hand(fresh, readTo, signal)
    } else {
      await this.readSecond(signal)
    }
  }

  /** Everything of the last second before the end, from the queues. */
  private async readSecond(signal: AbortSignal): Promise<void> {
    const { reader, server, topicName, fromMs, call } = this.options
    const { endMs, before } = this.readTo
    const startMs = Math.max(endMs - INDEX_STEP_MS + 1, fromMs)
    const slice = await readSlice(
      { reader, server, topicName, call: { ...call, signal } },
      { from: new Date(startMs), to: new Date(endMs) },
    )
    const fresh = newestFirst(slice.messages).filter(
      ({ commitLogOffset }) => before === null || commitLogOffset < before,
    )
    // The index gives the begun second again, of which this was the end: its place in the commit log tells what was handed out.
    const readTo = { endMs: slice.fromMs - 1, before: fresh.at(-1)?.commitLogOffset ?? before }
    await this.hand(fresh, { ...readTo, isDone: slice.fromMs <= fromMs }, signal)
  }

  private async hand(
    messages: readonly StoredMessage[],
    readTo: Pick<KeyProgress, 'endMs' | 'before' | 'isDone'>,
    signal: AbortSignal,
  ): Promise<void> {
    const { server, accept, narrow } = this.options
    const hits = messages.filter(accept)
    const wanted = narrow && hits.length > 0 ? await narrow(hits, signal) : hits
    this.scannedMessages += messages.length
    this.scannedBytes += messages.reduce((sum, message) => sum + message.storeBytes, 0)
    this.buffer = wanted.map((message) => ({ server, message }))
    this.readTo = readTo
  }

  private get mayHaveMore(): boolean {
    return this.buffer.length === 0 && !this.readTo.isDone && this.progress.error === undefined
  }
}

/** By place in the commit log, which is the order in which a broker stored them. */
function newestFirst(messages: readonly StoredMessage[]): StoredMessage[] {
  return messages.toSorted((a, b) => (a.commitLogOffset < b.commitLogOffset ? 1 : -1))
}
