import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type NoticeReceivers, startNoticeReceivers } from '#dev/demo/notice-receivers.ts'
import { setUpConsole } from '#dev/demo/set-up-console.ts'
import { type RunningConsole, startConsole } from '#dev/demo/start-console.ts'
import type { RunningCluster } from '#dev/rocketmq/running-cluster.ts'
import { startCluster } from '#dev/rocketmq/start-cluster.ts'
import { defaultVersion, type RocketmqVersion } from '#dev/rocketmq/versions.ts'
import { runScale } from '#dev/traffic/scale.ts'
import { type RunningTraffic, startTraffic } from '#dev/traffic/traffic.ts'

export interface DemoOptions {
  port: number
  /** Public URL, where it is not that of the port: behind a reverse proxy, with a path. */
  url?: string
  /** Further environment of the console. */
  env?: Record<string, string>
  dataDir: string
  /** Default the newest 5.x. */
  version?: RocketmqVersion
  /** 10,000 topics and 5,000 groups beside the scenarios. */
  withScale?: boolean
  withTraffic?: boolean
  /** Brokers as in production, for who measures. */
  asInProduction?: boolean
  /** Hot reload instead of a build. */
  isDev?: boolean
  report?: (line: string) => void
  /** Ends the start; what runs by then is stopped. */
  signal?: AbortSignal
}

/** What `demo.json` holds: scripts and outside checks start from it. */
export interface DemoFile {
  url: string
  user: string
  password: string
  token: string
  clusterId: string
  nameServers: string[]
  proxies: string[]
  admin: { accessKey: string; secretKey: string }
  classPath: string
  /** Where the traffic's faults are switched; null without traffic. */
  faults: string | null
  /** What the demo's channels got: GET answers it as JSON, newest first. */
  notices: string
  pids: Record<string, number>
}

export interface Demo extends DemoFile {
  cluster: RunningCluster
  /** Calls back when a process of the demo ends by itself. */
  onExit(listener: (name: string) => void): void
  stop(): Promise<void>
}

/**
 * Brings up real RocketMQ, the console and the traffic, registers the cluster as `demo`, and writes `demo.json` into the data
 * directory. What was started is stopped again when a later part fails.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const report = options.report ?? (() => {})
  const dataDir = path.resolve(options.dataDir)
  const demoFile = path.join(dataDir, 'demo.json')
  mkdirSync(dataDir, { recursive: true })
  const exitListeners: ((name: string) => void)[] = []
  const announceExit = (name: string) => {
    for (const listener of exitListeners) listener(name)
  }

  let cluster: RunningCluster | undefined
  let running: RunningConsole | undefined
  let traffic: RunningTraffic | undefined
  let notices: NoticeReceivers | undefined
  const stop = async () => {
    rmSync(demoFile, { force: true })
    await traffic?.stop()
    await Promise.all([running?.stop(), cluster?.stop()])
    await notices?.stop()
  }

  try {
    notices = await startNoticeReceivers()
    // The console builds and migrates while the brokers start: both take their time on two cores.
    report('Starting RocketMQ (name server, two masters, a slave, a proxy) and the console')
    const started = await Promise.allSettled([
      startCluster({
        version: options.version ?? defaultVersion,
        dir: path.join(dataDir, 'rocketmq'),
        masters: 2,
        slaves: 1,
        proxy: true,
        acl: true,
        exporter: true,
        ...(options.asInProduction && { asInProduction: true }),
      }),
      startConsole({
        port: options.port,
        dataDir,
        report,
        isDev: options.isDev ?? false,
        ...(options.url && { url: options.url }),
        // Channels of the demo and of its tests end on this machine.
        env: { APOGEE_EGRESS_ALLOW: '127.0.0.0/8', ...options.env },
        signal: options.signal,
        onExit: () => announceExit('The console'),
      }),
    ])
    if (started[0].status === 'fulfilled') cluster = started[0].value
    if (started[1].status === 'fulfilled') running = started[1].value
    options.signal?.throwIfAborted()
    for (const result of started) if (result.status === 'rejected') throw result.reason
    if (!cluster || !running) throw new Error('unreachable: both were started above')

    const { user, password, token, clusterId } = await setUpConsole({ console: running, cluster, dataDir, notices })
    options.signal?.throwIfAborted()
    if (options.withScale) {
      report('Making 10,000 topics and 5,000 groups')
      await runScale(cluster)
    }
    options.signal?.throwIfAborted()
    if (options.withTraffic !== false) {
      report('Starting the traffic')
      traffic = await startTraffic({
        cluster,
        apogee: { url: running.url, token, clusterId },
        onExit: () => announceExit('The traffic'),
      })
    }

    const file: DemoFile = {
      url: running.url,
      user,
      password,
      token,
      clusterId,
      nameServers: cluster.nameServers,
      proxies: cluster.proxies.map((proxy) => proxy.grpc),
      admin: cluster.admin ?? { accessKey: '', secretKey: '' },
      classPath: cluster.classPath,
      faults: traffic?.faults ?? null,
      notices: notices.url,
      pids: { ...cluster.pids, ...running.pids, ...(traffic && { traffic: traffic.pid }) },
    }
    writeFileSync(demoFile, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
    return { ...file, cluster, onExit: (listener) => exitListeners.push(listener), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
