/**
 * The demo's traffic: topics, groups, producers and consumers of the scenarios, in a process of its own.
 *
 *   const traffic = await startTraffic({ cluster, apogee: { url, token, clusterId } })
 *   traffic.pid, traffic.faults
 *   await traffic.stop()
 *
 * Without `apogee` the topics are made by the admin client. The process ends with its parent, however that ends.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import type { ApogeeTarget } from './make-demo-resources.ts'

export interface TrafficOptions {
  /** A RunningCluster will do. */
  cluster: LabCluster
  apogee?: ApogeeTarget
  /** Where the clients' complaints go; default this process's stderr. */
  logFd?: number
  /** Called when the process ends without `stop`. */
  onExit?: () => void
}

export interface RunningTraffic {
  pid: number
  /** Where faults are switched: `POST <faults>/faults/slow-sink`. */
  faults: string
  stop(): Promise<void>
}

/** What the parent tells the process at its start. */
export interface TrafficConfig {
  cluster: LabCluster
  apogee: ApogeeTarget | null
}

/** What the process answers once all clients have started. */
export interface TrafficReady {
  faults: string
}

const processModule = fileURLToPath(new URL('./traffic-process.ts', import.meta.url))
const stopTimeoutMs = 5_000

/**
 * Makes topics and groups, starts all clients, and returns when they have started.
 *
 * @throws Error when the process ends before that; what went wrong is on its stderr
 */
export async function startTraffic(options: TrafficOptions): Promise<RunningTraffic> {
  const { version, clusterName, nameServers, brokers, proxies, admin, classPath, pids } = options.cluster
  const config: TrafficConfig = {
    cluster: { version, clusterName, nameServers, brokers, proxies, admin, classPath, pids },
    apogee: options.apogee ?? null,
  }
  const output = options.logFd ?? 2
  // Detached: a terminal's Ctrl-C must reach it through `stop`, and `stop` must end its JVM with it.
  const child = fork(processModule, {
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
    // The gRPC library makes much garbage, which would pile up before the default heap is swept.
    execArgv: ['--max-old-space-size=128', '--max-semi-space-size=2'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let isStopping = false
  const { faults } = await new Promise<TrafficReady>((resolve, reject) => {
    child.once('message', (message) => resolve(message as TrafficReady)) // the process sends nothing else
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`The traffic ended with ${signal ?? code} while it started.`)),
    )
    child.send(config)
  })
  child.once('exit', () => {
    if (!isStopping) options.onExit?.()
  })
  return {
    pid: child.pid ?? 0,
    faults,
    async stop() {
      isStopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      await exited
      clearTimeout(timer)
    },
  }
}
