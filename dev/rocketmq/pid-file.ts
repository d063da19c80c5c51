import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { allCommandLines, commandLine, isProcessAlive, signalGroup, waitForExit } from './processes.ts'

interface PidFile {
  /** The Node process that runs the cluster of this folder. */
  owner: number
}

const pidFilePath = (dir: string) => path.join(dir, 'pids.json')

/** What marks a JVM as started for this folder: its first argument. */
export const markerOf = (dir: string) => `-Dapogee.lab=${path.resolve(dir)}`

/** Written before the first server starts, in one step, so that a kill at any moment leaves a whole file or none. */
export function writePidFile(dir: string): void {
  mkdirSync(dir, { recursive: true })
  const file: PidFile = { owner: process.pid }
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
 * Kills the servers that a killed owner left running in this folder. They are found by their command lines: a list kept in a
 * file would miss the one that was started in the instant before the kill.
 *
 * @returns their process numbers
 */
export async function killOrphans(dir: string): Promise<number[]> {
  const orphans = allCommandLines().filter(({ text }) => isServerOf(dir, text))
  const pids = orphans.map(({ pid }) => pid)
  for (const pid of pids) signalGroup(pid, 'SIGKILL')
  await waitForExit(pids, 10_000)
  return pids
}

/** Not merely a command that names the folder, and not a neighbour's whose name only begins the same. */
export function isServerOf(dir: string, commandLine: string): boolean {
  const words = `java ${markerOf(dir)} `
  return commandLine.startsWith(words) || commandLine.includes(`/${words}`)
}

function readPidFile(dir: string): PidFile | null {
  try {
    return JSON.parse(readFileSync(pidFilePath(dir), 'utf8')) as PidFile // written whole, by writePidFile only
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null // node:fs throws ErrnoException
    throw error
  }
}
