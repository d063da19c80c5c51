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
  return new Promise((resolve, reject) => {
    const end = (finish: () => void) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      finish()
    }
    const stop = (finish: () => void) => {
      idle = null
      void worker.terminate()
      end(finish)
    }
    const timer = setTimeout(() => stop(() => resolve(null)), LIMIT_MS)
    worker.once('message', (matches: boolean[]) => end(() => resolve(matches)))
    worker.once('error', (error) => stop(() => reject(error)))
    worker.postMessage({ body, flags, names })
  })
}

function startWorker(): Promise<Worker> {
  const worker = new Worker(workerSource, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 64 } })
  worker.unref()
  return new Promise((resolve, reject) => {
    worker.once('message', () => {
      worker.removeAllListeners()
      resolve(worker)
    })
    worker.once('error', (error) => {
      idle = null
      reject(error)
    })
  })
}
