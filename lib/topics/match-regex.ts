import { Worker } from 'node:worker_threads'

/** Ample for 100,000 names and a sane expression; what backtracks without end is ended by it. */
const LIMIT_MS = 250

/** As text: bundlers move files, and this one must be found by the worker thread wherever it ends up. */
const workerSource = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ body, flags, names }) => {
  const pattern = new RegExp(body, flags)
  parentPort.postMessage(names.map((name) => pattern.test(name)))
})
parentPort.postMessage('ready')
`

let idle: Promise<Worker> | null = null
/** One expression at a time: they share a thread. */
let turn: Promise<unknown> = Promise.resolve()

/**
 * Matches names against a regular expression that a person wrote, in a thread of its own that is ended when it takes too long.
 *
 * @returns one answer per name, null when it took too long
 */
export function matchRegex(body: string, flags: string, names: readonly string[]): Promise<boolean[] | null> {
  const result = turn.then(() => matchNow(body, flags, names))
  turn = result.catch(() => {})
  return result
}

async function matchNow(body: string, flags: string, names: readonly string[]): Promise<boolean[] | null> {
  idle ??= startWorker()
  const worker = await idle
  const answer = nextMessage<boolean[]>(worker)
  worker.postMessage({ body, flags, names })
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LIMIT_MS)
  })
  try {
    const matches = await Promise.race([answer, limit])
    if (matches === null) stopWorker(worker)
    return matches
  } catch (error) {
    stopWorker(worker)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(workerSource, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 64 } })
  // It waits for the next expression and must not keep the process alive for that.
  worker.unref()
  // One that is ended for its time may run out of memory meanwhile: unheard, that would end the process.
  worker.on('error', () => {})
  try {
    await nextMessage(worker)
    return worker
  } catch (error) {
    idle = null
    throw error
  }
}

function stopWorker(worker: Worker): void {
  idle = null
  void worker.terminate()
}

function nextMessage<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    const succeed = (message: T) => {
      worker.off('error', fail)
      resolve(message)
    }
    const fail = (error: unknown) => {
      worker.off('message', succeed)
      reject(error)
    }
    worker.once('message', succeed)
    worker.once('error', fail)
  })
}
