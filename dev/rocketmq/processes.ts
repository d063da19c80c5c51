import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * True while a process with this number exists, whoever owns it. A zombie that only waits to be reaped counts as gone; one
 * whose other threads are still ending does not, for its ports are open until the last of them is gone.
 */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // node:process throws ErrnoException
  }
  if (process.platform !== 'linux') return true
  try {
    return stateOf(`/proc/${pid}`) !== 'Z' || readdirSync(`/proc/${pid}/task`).length > 1
  } catch {
    return false
  }
}

/** The letter of a process or thread: "pid (name) state …"; the name may hold spaces and brackets. */
function stateOf(folder: string): string | undefined {
  const stat = readFileSync(`${folder}/stat`, 'utf8')
  return stat.at(stat.lastIndexOf(')') + 2)
}

/**
 * SIGSTOP, and waits until it has taken hold: each thread stops by itself, and one that still runs still answers. SIGCONT lets the
 * process go on.
 */
export async function pauseProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  if (process.platform !== 'linux') return
  const tasks = `/proc/${pid}/task`
  const isRunning = (task: string) => {
    try {
      return stateOf(`${tasks}/${task}`) !== 'T'
    } catch {
      return false // it has ended meanwhile
    }
  }
  while (readdirSync(tasks).some(isRunning)) await delay(1)
}

/** The command line of a running process, or null when there is none (or it may not be read). */
export function commandLine(pid: number): string | null {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}

/** Every process of this machine that may be read, with its command line. */
export function allCommandLines(): { pid: number; text: string }[] {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return pids.map((pid) => ({ pid: Number(pid), text: commandLine(Number(pid)) ?? '' }))
  }
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n')
  return lines.map((line) => {
    const [pid = '', text = ''] = line.trim().split(/ (.*)/)
    return { pid: Number(pid), text }
  })
}

/** Sends a signal to a process and its group; a process that is already gone is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // node:process throws ErrnoException
    }
  }
}

/** Waits until none of the processes lives; false when some still do after `timeoutMs`. */
export async function waitForExit(pids: readonly number[], timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (pids.some(isProcessAlive)) {
    if (Date.now() >= deadline) return false
    await delay(20)
  }
  return true
}
