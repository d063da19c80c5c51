import { availableParallelism } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FilterBatch, Verdict } from './filter-thread.ts'

/** Ample for a batch and a sane expression; what runs on without end is ended by it. */
const BATCH_MS = 3_000
const HEAP_MB = 160
/** What goes to a thread at once. */
export const MAX_MESSAGES = 256
export const MAX_BYTES = 4 * 1024 * 1024
const MAX_THREADS = Math.max(2, Math.min(4, availableParallelism() - 1))
/** A machine that is busy starts a thread slowly; it is no fault of the expression. */
const START_MS = 20_000

/** An expression that was stopped. */
export class FilterStopped extends Error {
  override readonly name = 'FilterStopped'
  readonly reason: 'TIME' | 'MEMORY'
  /** ms or bytes. */
  readonly limit: number

  constructor(reason: FilterStopped['reason'], limit: number) {
    super(reason === 'TIME' ? `It took more than ${limit} ms.` : `It needed more than ${limit} bytes.`)
    this.reason = reason
    this.limit = limit
  }
}

interface Waiting {
  batch: FilterBatch
  signal: AbortSignal
  resolve: (verdicts: Verdict[]) => void
  reject: (reason: unknown) => void
}

/** Threads that wait for a batch; each evaluates one at a time. Of this process. */
const idle: Worker[] = []
const waiting: Waiting[] = []
let threads = 0

/**
 * Evaluates a batch in a thread of its own, in order of arrival; what else of the same search waits goes along, for to wake a thread
 * costs more than a few messages. The thread is ended, and only with it what it was given fails, when it takes more time or memory
 * than a sane expression needs. The bodies are given away: the batch has none afterwards.
 *
 * @throws FilterStopped; the reason of the signal, when the batch is not begun any more or nobody waits for it
 */
export function runBatch(batch: FilterBatch, signal: AbortSignal): Promise<Verdict[]> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const abort = () => {
      const index = waiting.indexOf(entry)
      if (index >= 0) waiting.splice(index, 1)
      reject(signal.reason)
    }
    const settled =
      <T>(settle: (value: T) => void) =>
      (value: T) => {
        signal.removeEventListener('abort', abort)
        settle(value)
      }
    const entry: Waiting = { batch, signal, resolve: settled(resolve), reject: settled(reject) }
    signal.addEventListener('abort', abort, { once: true })
    waiting.push(entry)
    serve()
  })
}

function serve(): void {
  while (waiting.length > 0 && (idle.length > 0 || threads < MAX_THREADS)) {
    void evaluate(takeOfOneSearch()).finally(serve)
  }
}

/** The one that has waited longest, and what others of its search there is room for. */
function takeOfOneSearch(): Waiting[] {
  const [first] = waiting
  let messages = 0
  let bytes = 0
  const taken = waiting.filter((entry) => {
    if (entry.signal !== first?.signal || entry.batch.expression !== first.batch.expression) return false
    const { batch } = entry
    const bodyBytes = batch.bodies?.bytes.length ?? 0
    if (entry !== first && (messages + batch.count > MAX_MESSAGES || bytes + bodyBytes > MAX_BYTES)) return false
    messages += batch.count
    bytes += bodyBytes
    return true
  })
  for (const entry of taken) waiting.splice(waiting.indexOf(entry), 1)
  return taken
}

/** Takes a thread and gives it back, whoever still waits for the answer. */
async function evaluate(entries: readonly Waiting[]): Promise<void> {
  let thread = idle.pop()
  try {
    if (!thread) {
      threads++
      thread = await startThread().catch((error: unknown) => {
        threads--
        throw error
      })
    }
    const batches = entries.map(({ batch }) => batch)
    thread.postMessage(
      batches,
      batches.flatMap(({ bodies }) => (bodies ? [bodies.bytes.buffer] : [])),
    )
    const verdicts = await nextMessage<Verdict[][]>(thread, BATCH_MS, () => new FilterStopped('TIME', BATCH_MS))
    for (const [index, { resolve }] of entries.entries()) resolve(verdicts[index] ?? [])
    idle.push(thread)
  } catch (error) {
    if (thread) {
      threads--
      void thread.terminate()
    }
    const reason = isOutOfMemory(error) ? new FilterStopped('MEMORY', HEAP_MB * 1024 * 1024) : error
    for (const { reject } of entries) reject(reason)
  }
}

async function startThread(): Promise<Worker> {
  // By its place in the source: bundlers move the code that is here, and Node runs this file as it is.
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), 'lib', 'messages', 'filter', 'filter-thread.ts')
  const thread = new Worker(/* turbopackIgnore: true */ file, {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 },
  })
  // It waits for the next batch and must not keep the process alive for that.
  thread.unref()
  // One that is ended for its time may run out of memory meanwhile: unheard, that would end the process.
  thread.on('error', () => {})
  try {
    await nextMessage(thread, START_MS, () => new Error('A filter thread does not start.'))
    return thread
  } catch (error) {
    void thread.terminate()
    throw error
  }
}

function nextMessage<T>(thread: Worker, limitMs: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      thread.off('message', succeed).off('error', fail).off('exit', exit)
    }
    const succeed = (message: T) => {
      end()
      resolve(message)
    }
    const fail = (error: unknown) => {
      end()
      reject(error)
    }
    const exit = () => fail(new Error('A filter thread has ended.'))
    const timer = setTimeout(() => fail(late()), limitMs)
    thread.on('message', succeed).on('error', fail).on('exit', exit)
  })
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
