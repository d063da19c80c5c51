import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { log } from '#lib/log.ts'

/**
 * Pause before a process that has ended is started again: half a second, doubled with each quick end in a row, 30 s at most.
 * @param quickEnds ends in a row, this one included, of processes that ran for less than a minute
 */
export function restartDelayMs(quickEnds: number): number {
  return Math.min(500 * 2 ** Math.max(quickEnds - 1, 0), 30_000)
}

const quickMs = 60_000
/** Longer than a child gives itself to end. */
const killAfterMs = 12_000
/**
 * The heap grows by half before it is cleaned, not by up to four times: a third less resident memory for a twentieth of the processor.
 * `--optimize-for-size` saves as much, and a round of the sampler or a scan then takes four times as long. Bytes of messages count as
 * heap: counted by themselves each 64 MB of them would have all of it marked, which is most of the work of an export.
 */
const nodeFlags = ['--heap-growing-percent=50', '--external-memory-accounted-in-global-limit']
const mallocArenas = { MALLOC_ARENA_MAX: '2' }

export interface Supervised {
  readonly pid: number | undefined
  /** SIGTERM, then SIGKILL. Resolves when the process has ended. */
  stop(): Promise<void>
}

export interface ProgramOptions {
  name: string
  script: string
  args?: string[]
  env: NodeJS.ProcessEnv
  /** Called at each start, also of the ones after a crash. */
  onStart?: (pid: number) => void
}

/**
 * Keeps one Node process running: started anew after each crash. Resolves when it has said `{ ready: true }`.
 * @throws Error when the process ends before it was ready for the first time: that is a mistake that repeating does not mend
 */
export async function supervise({ name, script, args = [], env, onStart }: ProgramOptions): Promise<Supervised> {
  let child: ChildProcess | undefined
  const stopping = new AbortController()

  const start = () => {
    // Away from our terminal's Ctrl-C: the end comes from us, in order. The channel tells the child when we are gone.
    child = spawn(process.execPath, [...nodeFlags, script, ...args], {
      env: { ...mallocArenas, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    })
    if (child.pid !== undefined) onStart?.(child.pid)
    return child
  }
  const ready = (started: ChildProcess) =>
    new Promise<void>((resolve, reject) => {
      started.on('message', (message) => {
        if ((message as { ready?: boolean }).ready) resolve() // our own children send nothing else
      })
      started.once('error', reject)
      started.once('exit', (code, signal) =>
        reject(new Error(`The ${name} process ended at its start (${signal ?? `status ${code}`}).`)),
      )
    })

  const keepRunning = async () => {
    let quickEnds = 0
    while (child && !stopping.signal.aborted) {
      const startedAt = Date.now()
      // Rejects when it could not even be started; that counts as an end too.
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit').catch(() => {})
      if (stopping.signal.aborted) return
      quickEnds = Date.now() - startedAt < quickMs ? quickEnds + 1 : 1
      const pauseMs = restartDelayMs(quickEnds)
      log.error(
        { process: name, status: child.exitCode, signal: child.signalCode, pauseMs },
        'A process has ended; starting it again',
      )
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {}) // stopped while waiting
      if (!stopping.signal.aborted) start()
    }
  }

  await ready(start())
  const kept = keepRunning()
  return {
    get pid() {
      return child?.pid
    },
    stop: async () => {
      stopping.abort()
      const timer = setTimeout(() => child?.kill('SIGKILL'), killAfterMs)
      child?.kill('SIGTERM')
      await kept
      clearTimeout(timer)
    },
  }
}
