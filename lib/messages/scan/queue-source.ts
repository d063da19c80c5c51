import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import type { MessageOrder } from '#lib/messages/schema.ts'
import type { PullResult } from '#lib/rocketmq/admin/messages.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { MessageReader, ReadOptions } from './message-reader.ts'
import type { FoundMessage, MessageSource, Narrow } from './message-source.ts'

/** A queue as a search sees it: a fixed stretch of offsets and how far it has been handed out. */
export interface QueueProgress {
  topicName: string
  brokerName: string
  queueId: number
  /** null until the broker has said where the queue begins and ends. */
  range: QueueRange | null
  error?: { code: string; detail: string }
}

export interface QueueRange {
  /** Inclusive. */
  from: bigint
  /** Exclusive. */
  to: bigint
  /** Oldest first: what is below has been handed out. Newest first: what is from here on has been. */
  next: bigint
}

export interface QueueSourceOptions {
  reader: MessageReader
  server: Server
  order: MessageOrder
  /** Matched by its hash on the broker; `accept` must compare again. */
  tag: string | undefined
  accept: (message: StoredMessage) => boolean
  /** What of the accepted ones is wanted. */
  narrow?: Narrow | undefined
  /** Messages to ask for at first: a guess at this queue's share of a page. */
  firstPull: number
  maxPulls: number
  call: ReadOptions
}

/** What a broker gives at most in one pull. */
export const MAX_PULL = 32
/** Offsets looked at in one filtered pull: brokers stop after 800 themselves. */
export const MAX_FILTERED_STRETCH = 512
/** After so many pulls that came whole a longer one is tried again: what was not replicated yet cuts only the first short. */
const GROW_AFTER = 8

/**
 * One queue read page by page, forwards or backwards. Backwards means in stretches, each read whole before it is handed out
 * from its end: brokers read forwards only and may stop anywhere, then the next stretch is as short as what came.
 *
 * @see protocol notes §4.6.1
 */
export class QueueSource implements MessageSource {
  readonly progress: QueueProgress
  scannedMessages = 0
  scannedBytes = 0
  private readonly options: QueueSourceOptions
  /** In the order in which they are handed out. */
  private buffer: FoundMessage[] = []
  /** Where the buffer ends: the next request starts from here. */
  private readTo: bigint
  private pulls = 0
  private stretch: number
  /** Less once the broker has shown that it gives less. */
  private maxStretch: number
  private hasMoved = false
  private lookedAtMs: number | undefined
  /** Pulls in a row that came whole. */
  private whole = 0

  constructor(progress: QueueProgress, options: QueueSourceOptions) {
    this.progress = progress
    this.options = options
    this.readTo = progress.range?.next ?? 0n
    this.maxStretch = this.longest
    this.stretch = Math.min(Math.max(options.firstPull, 1), this.maxStretch)
  }

  get head(): FoundMessage | undefined {
    return this.buffer[0]
  }

  get isHungry(): boolean {
    return this.mayHaveMore && this.pulls < this.options.maxPulls
  }

  get isSpent(): boolean {
    return this.mayHaveMore && this.pulls >= this.options.maxPulls
  }

  get reachedMs(): number | undefined {
    return this.lookedAtMs
  }

  /** All of its stretch has been handed out. */
  get isDone(): boolean {
    const { range, error } = this.progress
    return range !== null && error === undefined && range.next === this.end(range)
  }

  take(): FoundMessage {
    const found = this.buffer.shift()
    if (!found || !this.progress.range) throw new Error('nothing to take')
    const { queueOffset } = found.message
    const isLast = this.buffer.length === 0
    // Behind the last one there may be offsets that the filter left out: they are read too.
    this.progress.range.next = isLast ? this.readTo : this.isForwards ? queueOffset + 1n : queueOffset
    return found
  }

  async fill(signal: AbortSignal): Promise<void> {
    const { range } = this.progress
    if (!range) return
    try {
      if (this.isForwards) await this.readForwards(range, signal)
      else await this.readBackwards(range, signal)
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      this.progress.error = toTargetError(error, this.options.server)
    }
    if (this.buffer.length === 0) range.next = this.readTo
  }

  private async readForwards(range: QueueRange, signal: AbortSignal): Promise<void> {
    const start = this.readTo
    const left = range.to - start
    const wanted = this.isFiltered ? MAX_PULL : smaller(left, this.stretch)
    const result = await this.pull(start, wanted, signal)
    const end = this.scannedTo(result, start, range.to)
    if (end === undefined) return
    this.buffer = await this.found(result, start, end, signal)
    this.count(result, end - start)
    this.readTo = end
    this.stretch = MAX_PULL
  }

  private async readBackwards(range: QueueRange, signal: AbortSignal): Promise<void> {
    const end = this.readTo
    const isLastPull = this.pulls === this.options.maxPulls - 1
    // Each answer must get on: however large the messages are, one of them always comes.
    if (isLastPull && !this.hasMoved) this.stretch = 1
    const left = end - range.from
    const start = end - BigInt(smaller(left, this.stretch))
    const wanted = this.isFiltered ? MAX_PULL : Number(end - start)
    const result = await this.pull(start, wanted, signal)
    if (result.status === 'OFFSET_MOVED' && result.nextOffset > start && result.nextOffset < end) {
      // Deleted by retention since the search began, up to somewhere in this stretch.
      range.from = result.nextOffset
      return
    }
    const scannedTo = this.scannedTo(result, start, end)
    if (scannedTo === undefined) return
    if (scannedTo < end) {
      this.count(result, scannedTo - start)
      this.maxStretch = Number(scannedTo - start)
      this.stretch = this.maxStretch
      this.whole = 0
      return
    }
    const found = await this.found(result, start, end, signal)
    this.count(result, scannedTo - start)
    this.whole += 1
    if (this.whole % GROW_AFTER === 0) this.maxStretch = Math.min(this.maxStretch * 2, this.longest)
    if (result.minOffset > range.from) range.from = result.minOffset
    if (range.from > end) range.from = end
    this.buffer = found.reverse()
    this.readTo = start > range.from ? start : range.from
    this.hasMoved = true
    this.stretch = Math.min(this.stretch * 2, this.maxStretch)
  }

  /** Up to where the broker has looked; undefined, with the queue failed, when it does not get on. */
  private scannedTo(result: PullResult, start: bigint, end: bigint): bigint | undefined {
    if (result.nextOffset > start) return result.nextOffset < end ? result.nextOffset : end
    const detail =
      result.maxOffset < end
        ? `The queue ends at offset ${result.maxOffset} now: it has been deleted or cut since the search began.`
        : `The broker does not read on from offset ${start}.`
    this.progress.error = { code: 'CONFLICT', detail }
    return undefined
  }

  private pull(queueOffset: bigint, maxMessages: number, signal: AbortSignal): Promise<PullResult> {
    const { reader, server, tag, call } = this.options
    const { topicName, queueId } = this.progress
    this.pulls++
    const query = {
      topicName,
      queueId,
      queueOffset,
      maxMessages,
      ...(tag !== undefined && { expression: tag, expressionType: 'TAG' as const }),
    }
    return reader.messages.pull(server, query, { ...call, signal })
  }

  private async found(result: PullResult, start: bigint, end: bigint, signal: AbortSignal): Promise<FoundMessage[]> {
    const { server, accept, narrow } = this.options
    const looked = result.messages.filter(({ queueOffset }) => queueOffset >= start && queueOffset < end)
    const accepted = looked.filter(accept)
    const wanted = narrow && accepted.length > 0 ? await narrow(accepted, signal) : accepted
    const last = this.isForwards ? looked.at(-1) : looked[0]
    if (narrow && last) this.lookedAtMs = last.storeTimestamp.getTime()
    return wanted.map((message) => ({ server, message }))
  }

  private count(result: PullResult, offsets: bigint): void {
    if (result.status !== 'OFFSET_MOVED') this.scannedMessages += Number(offsets)
    this.scannedBytes += result.messages.reduce((sum, message) => sum + message.storeBytes, 0)
  }

  private get mayHaveMore(): boolean {
    const { range, error } = this.progress
    return this.buffer.length === 0 && range !== null && error === undefined && this.readTo !== this.end(range)
  }

  private end(range: QueueRange): bigint {
    return this.isForwards ? range.to : range.from
  }

  private get isForwards(): boolean {
    return this.options.order === 'oldest'
  }

  private get longest(): number {
    return this.isFiltered ? MAX_FILTERED_STRETCH : MAX_PULL
  }

  private get isFiltered(): boolean {
    return this.options.tag !== undefined
  }
}

const smaller = (left: bigint, stretch: number): number => (left < BigInt(stretch) ? Number(left) : stretch)
