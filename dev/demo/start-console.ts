import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

export interface ConsoleOptions {
  port: number
  dataDir: string
  /** Full URL with a base path, where it is not `http://localhost:<port>`. */
  url?: string
  env?: Record<string, string>
  /** Next with hot reload instead of a build. */
  isDev?: boolean
  report?: (line: string) => void
  /** Ends the start. */
  signal?: AbortSignal | undefined
  onExit?: () => void
}

export interface RunningConsole {
  url: string
  /** One-time code of the set-up page, which its log tells while there is no user. @throws Error when it does not come */
  readSetupCode(): Promise<string>
  /** `postgres` (absent with DATABASE_URL), `web`, `worker` and `main`. */
  pids: Record<string, number>
  stop(): Promise<void>
}

const startTimeoutMs = 600_000
/** The log goes through more hands than the word that the console is ready. */
const setupCodeTimeoutMs = 10_000

/**
 * Starts the console as `npm start` does and waits until it answers. Its log goes to `<dataDir>/console.log`.
 * @throws with the last lines of the log when it ends or does not answer within 10 min (the first start builds the pages)
 */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const url = options.url ?? `http://localhost:${options.port}`
  const child = spawn(process.execPath, [path.resolve('lib/main.ts'), ...(options.isDev ? ['--dev'] : [])], {
    env: {
      ...process.env,
      PORT: String(options.port),
      APOGEE_DATA_DIR: options.dataDir,
      APOGEE_URL: url,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A terminal's Ctrl-C must reach the console through us, after the traffic has stopped.
    detached: true,
  })
  mkdirSync(options.dataDir, { recursive: true })
  const logFile = createWriteStream(path.join(options.dataDir, 'console.log'))
  const lastLines: string[] = []
  const setupCode = Promise.withResolvers<string>()
  const onLine = (line: string) => {
    logFile.write(`${line}\n`)
    lastLines.push(line)
    if (lastLines.length > 40) lastLines.shift()
    const [, code] = /one-time code ([a-z2-7]{5}(?:-[a-z2-7]{5}){3})/.exec(line) ?? []
    if (code) setupCode.resolve(code)
  }
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', onLine)

  const pids: Record<string, number> = {}
  let isStopping = false
  const hasExited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer)
      reject(new Error(`The console did not start: ${why}\n${lastLines.join('\n')}`))
    }
    const timer = setTimeout(() => fail(`no answer within ${startTimeoutMs / 1000} s`), startTimeoutMs)
    const onEarlyExit = (code: number | null) => fail(`it ended with status ${code}`)
    child.once('exit', onEarlyExit)
    const giveUp = () => child.kill('SIGTERM')
    options.signal?.addEventListener('abort', giveUp)
    hasExited.then(() => options.signal?.removeEventListener('abort', giveUp))
    child.on('message', (message: { ready?: boolean; pids?: Record<string, number> }) => {
      if (message.pids) Object.assign(pids, message.pids)
      if (!message.ready) return
      clearTimeout(timer)
      child.off('exit', onEarlyExit)
      resolve()
    })
  })
  child.once('exit', () => {
    if (!isStopping) options.onExit?.()
  })

  return {
    url,
    readSetupCode: () => {
      const late = delay(setupCodeTimeoutMs, null, { ref: false }).then(() => {
        throw new Error(`The console told no one-time code. Its last lines:\n${lastLines.join('\n')}`)
      })
      return Promise.race([setupCode.promise, late])
    },
    pids: { ...pids, main: child.pid ?? 0 },
    stop: async () => {
      isStopping = true
      await stopProcess(child, hasExited)
    },
  }
}

/** SIGTERM, and SIGKILL after 15 s: the console stops its own children first. */
async function stopProcess(child: ChildProcess, hasExited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await hasExited
  clearTimeout(timer)
}
