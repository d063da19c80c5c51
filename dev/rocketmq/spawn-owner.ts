import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { LabCluster } from './lab-cluster.ts'
import type { StartClusterOptions } from './start-cluster.ts'

const moduleUrl = new URL('./start-cluster.ts', import.meta.url).href

export interface Owner {
  /** The cluster, once it serves. @throws Error when the process ends before */
  started(): Promise<LabCluster>
  /** SIGKILL, and waits for its end. */
  kill(): Promise<void>
}

/** Another process that starts a cluster and keeps it, for tests that kill it. */
export function spawnOwner(options: Omit<StartClusterOptions, 'onProgress'>): Owner {
  const script = `
    import { describeCluster, startCluster } from ${JSON.stringify(moduleUrl)}
    console.log(JSON.stringify(describeCluster(await startCluster(${JSON.stringify(options)}))))
    setInterval(() => {}, 60_000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  return {
    async started() {
      for await (const line of createInterface(child.stdout)) return JSON.parse(line) as LabCluster // as the script prints it
      throw new Error('The owner ended before its cluster was up')
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
