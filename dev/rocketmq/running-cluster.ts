import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type ClusterShape, clusterName, portOf } from './cluster-plan.ts'
import type { LabBroker, LabCluster, LabCredentials, LabProxy } from './lab-cluster.ts'
import { markerOf } from './pid-file.ts'
import { waitForExit } from './processes.ts'
import { brokerConf, logbackXml, nameServerConf, proxyJson, silentLogbackXml, toolsYml } from './server-configs.ts'
import { ServerProcess } from './server-process.ts'
import { Readiness } from './wait-ready.ts'

export interface RunningCluster extends LabCluster {
  /** Stops everything and frees the ports. Without `graceMs` at once by SIGKILL, which stores survive. */
  stop(options?: { graceMs?: number }): Promise<void>
  /** SIGKILL to one process, and waits for its end. */
  kill(name: string): Promise<void>
  /** SIGSTOP: the process keeps its connections and answers nothing. */
  pause(name: string): void
  resume(name: string): void
  /** Kills the process if it runs, starts it anew on its ports and store, and waits until it serves. */
  restart(name: string): Promise<void>
}

interface Plan {
  shape: ClusterShape
  dir: string
  classPath: string
  admin: LabCredentials | null
  nameServer: string
  brokers: LabBroker[]
  proxies: LabProxy[]
}

/** A busy machine of two cores takes 12 s for a broker that is otherwise there in three. */
const startTimeoutMs = 120_000

/** Prepares the files of a cluster; nothing runs before `start`. */
export function createRunningCluster(
  plan: Plan,
  onStopped: () => void,
): RunningCluster & { start(onProgress: (sentence: string) => void): Promise<void> } {
  const { shape, admin, brokers, proxies } = plan
  const nameServers = [plan.nameServer]
  const readiness = new Readiness({ admin, tls: shape.tls === 'enforcing' })
  const servers = new Map<string, ServerProcess>()
  writeFiles(plan)

  const add = (name: string, main: string, args: string[], heapMb: number) => {
    const server = new ServerProcess({
      name,
      mainClass: `org.apache.rocketmq.${main}`,
      args,
      heapMb,
      directMb: Math.max(64, heapMb),
      // A server is a client of others too: it must speak what they insist on.
      jvmFlags: [`-Dtls.server.mode=${shape.tls}`, `-Dtls.enable=${shape.tls === 'enforcing'}`],
      asInProduction: shape.asInProduction,
      classPath: plan.classPath,
      homeDir: path.join(plan.dir, 'home'),
      dir: path.join(plan.dir, name),
      marker: markerOf(plan.dir),
    })
    servers.set(name, server)
  }
  add('name-server', 'namesrv.NamesrvStartup', ['-c', configFile(plan.dir, 'name-server')], 128)
  for (const { name } of brokers) add(name, 'broker.BrokerStartup', ['-c', configFile(plan.dir, name)], shape.heapMb)
  for (const { name } of proxies) {
    add(name, 'proxy.ProxyStartup', ['-pm', 'cluster', '-pc', configFile(plan.dir, name)], 256)
  }

  const pids = () => Object.fromEntries([...servers].map(([name, server]) => [name, server.pid]))
  const find = (name: string) => {
    const server = servers.get(name)
    if (server === undefined) throw new Error(`There is no ${name}, only ${[...servers.keys()].join(', ')}`)
    return server
  }
  const launch = async (name: string) => {
    const server = find(name)
    server.start()
    const options = { timeoutMs: startTimeoutMs, check: () => server.check() }
    const broker = brokers.find((candidate) => candidate.name === name)
    const proxy = proxies.find((candidate) => candidate.name === name)
    if (broker) await readiness.broker(broker.address, nameServers, options)
    else if (proxy) await readiness.port(proxy.grpc, options)
    else await readiness.nameServer(plan.nameServer, options)
  }

  return {
    version: shape.version,
    clusterName,
    nameServers,
    brokers,
    proxies,
    admin,
    classPath: plan.classPath,
    get pids() {
      return pids()
    },
    async start(onProgress) {
      onProgress(`Starting RocketMQ ${shape.version}: name server`)
      await launch('name-server')
      const masters = brokers.filter((broker) => broker.brokerId === 0)
      onProgress(`Starting ${masters.map((broker) => broker.name).join(', ')}`)
      await allOrError(masters.map((broker) => launch(broker.name)))
      // A slave learns its master's address, and a proxy creates a topic, only when the masters are registered.
      const rest = [...brokers.filter((broker) => broker.brokerId > 0), ...proxies].map(({ name }) => name)
      if (rest.length === 0) return
      onProgress(`Starting ${rest.join(', ')}`)
      await allOrError(rest.map(launch))
    },
    async stop({ graceMs = 0 } = {}) {
      readiness.close()
      const all = [...servers.values()]
      if (graceMs > 0) {
        for (const server of all) {
          server.signal('SIGTERM')
          server.signal('SIGCONT')
        }
        await waitForExit(
          all.filter((server) => server.isAlive).map((server) => server.pid),
          graceMs,
        )
      }
      await Promise.all(all.map((server) => server.kill()))
      onStopped()
    },
    kill: (name) => find(name).kill(),
    pause: (name) => find(name).signal('SIGSTOP'),
    resume: (name) => find(name).signal('SIGCONT'),
    async restart(name) {
      await find(name).kill()
      await launch(name)
    },
  }
}

const configFile = (dir: string, name: string) =>
  path.join(dir, 'home', 'conf', name === 'proxy' ? 'rmq-proxy.json' : `${name}.conf`)

/** Written anew at each start: a broker whose configuration was changed by request has overwritten its file. */
function writeFiles({ shape, dir, admin, nameServer, brokers, proxies }: Plan): void {
  const confDir = path.join(dir, 'home', 'conf')
  mkdirSync(confDir, { recursive: true })
  const write = (name: string, text: string) => writeFileSync(path.join(confDir, name), text, { mode: 0o600 })
  write('logback.xml', logbackXml)
  // 4.9 reads these names only, and dies without them.
  for (const server of ['namesrv', 'broker']) write(`logback_${server}.xml`, logbackXml)
  write('logback_tools.xml', silentLogbackXml)
  if (admin !== null) write('tools.yml', toolsYml(admin))
  write('name-server.conf', nameServerConf(portOf(nameServer)))
  for (const broker of brokers) {
    const conf = brokerConf({
      clusterName,
      brokerName: broker.brokerName,
      brokerId: broker.brokerId,
      listenPort: portOf(broker.address),
      nameServers: [nameServer],
      storeDir: path.join(dir, broker.name, 'store'),
      metricsPort: broker.metricsUrl === null ? null : Number(new URL(broker.metricsUrl).port),
      admin,
      asInProduction: shape.asInProduction,
    })
    write(`${broker.name}.conf`, conf)
  }
  for (const proxy of proxies) {
    const json = proxyJson({
      clusterName,
      nameServers: [nameServer],
      grpcPort: portOf(proxy.grpc),
      remotingPort: portOf(proxy.remoting),
      metricsPort: proxy.metricsUrl === null ? null : Number(new URL(proxy.metricsUrl).port),
      admin,
    })
    write('rmq-proxy.json', json)
  }
}

/** Waits for all, so that nothing is still starting when the first error is thrown. */
async function allOrError(starts: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(starts)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
