import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isProcessAlive } from './processes.ts'

/** How long a lock file may be empty: its owner creates it and writes its pid in one go. */
const emptyLockGraceMs = 5_000
const pollMs = 200

/**
 * Runs `work` while no other process of this machine that names the same file does; the others wait.
 * The file holds the owner's pid, so the lock of a process that was killed is taken over. Two waiters that take over in
 * the same instant may both enter: use it to spare double work, and let the work itself end in an atomic step.
 */
export async function withLockFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(file))) {
    if (await isAbandoned(file)) await rm(file, { force: true })
    else await delay(pollMs)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function tryLock(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false // node:fs throws ErrnoException
    throw error
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(file, 'utf8'))
    if (owner > 0) return !isProcessAlive(owner)
    return Date.now() - (await stat(file)).mtimeMs > emptyLockGraceMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // node:fs throws ErrnoException
    throw error
  }
}
