import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { commandLine, isProcessAlive, signalGroup, waitForExit } from './processes.ts'

export interface PidFile {
  /** The Node process that started the servers. */
  owner: number
  servers: Record<string, number>
}

const pidFilePath = (dir: string) => path.join(dir, 'pids.json')

/** What marks a JVM as started for this folder, on its command line. */
export const markerOf = (dir: string) => path.resolve(dir)

export function readPidFile(dir: string): PidFile | null {
  try {
    return JSON.parse(readFileSync(pidFilePath(dir), 'utf8')) as PidFile // written whole, by writePidFile only
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null // node:fs throws ErrnoException
    throw error
  }
}

/** Written after each start of a server, in one step, so that a kill at any moment leaves a whole file. */
export function writePidFile(dir: string, servers: Record<string, number>): void {
  mkdirSync(dir, { recursive: true })
  const file: PidFile = { owner: process.pid, servers }
  const temporary = `${pidFilePath(dir)}.new`
  writeFileSync(temporary, JSON.stringify(file))
  renameSync(temporary, pidFilePath(dir))
}

export function removePidFile(dir: string): void {
  rmSync(pidFilePath(dir), { force: true })
}

/** True when a live Node process runs the cluster of this folder. A reused process number of a stranger does not count. */
export function isOwned(dir: string): boolean {
  const file = readPidFile(dir)
  if (file === null || !isProcessAlive(file.owner)) return false
  return (commandLine(file.owner) ?? '').includes('node')
}

/**
 * Kills the servers that a killed owner left running in this folder.
 *
 * @returns names of those that were found
 */
export async function killOrphans(dir: string): Promise<string[]> {
  const file = readPidFile(dir)
  if (file === null) return []
  const marker = `-Dapogee.lab=${markerOf(dir)} `
  const orphans = Object.entries(file.servers).filter(([, pid]) => (commandLine(pid) ?? '').includes(marker))
  for (const [, pid] of orphans) signalGroup(pid, 'SIGKILL')
  await waitForExit(
    orphans.map(([, pid]) => pid),
    10_000,
  )
  removePidFile(dir)
  return orphans.map(([name]) => name)
}
