import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Is there a process with this number? One of another user counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // `kill` throws ESRCH or EPERM
  }
}

function readOwner(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** The file is linked into place with its content, so nobody ever reads a lock without an owner. */
function tryTake(file: string): boolean {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, String(process.pid))
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false // `linkSync` throws nothing else
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Moves the lock of a dead process aside. Renaming is what only one of several waiting processes can do. */
function removeStale(file: string): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    const owner = readOwner(aside)
    // Between our look and our rename another process may have taken the lock: give it back.
    if (owner !== null && isAlive(owner)) linkSync(aside, file)
  } catch {
    // Another process was faster; the next round looks again.
  } finally {
    rmSync(aside, { force: true })
  }
}

/**
 * Runs `work` while no other process on this machine runs work under the same file. A lock whose process has died is taken over.
 * @throws Error when another process holds it for longer than `timeoutMs`
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, timeoutMs = 120_000): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true })
  const giveUpAt = Date.now() + timeoutMs
  while (!tryTake(file)) {
    const owner = readOwner(file)
    if (owner !== null && !isAlive(owner)) removeStale(file)
    else if (Date.now() > giveUpAt)
      throw new Error(`Process ${owner} holds ${file} for more than ${timeoutMs / 1000} s.`)
    else await delay(50)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
