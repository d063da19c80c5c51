/**
 * A real RocketMQ cluster in controller mode: two name servers, a DLedger controller and two replicas of one broker, of which
 * the controller elects the master. Without access control and exporter.
 *
 *   const cluster = await startReplicatedCluster({ dir: '.apogee/test/rocketmq/replicated' })
 *   cluster.nameServers, cluster.controllers, cluster.replicas, cluster.classPath
 *   await cluster.kill('replica-2');  await cluster.restart('replica-2')
 *   await cluster.stop()
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { clusterName, portOf } from './cluster-plan.ts'
import { ensureJars } from './ensure-jars.ts'
import { brokerPorts, claimPortBlock, nameServerPort } from './free-ports.ts'
import type { LabCluster } from './lab-cluster.ts'
import { isOwned, killOrphans, markerOf, removePidFile, writePidFile } from './pid-file.ts'
import { brokerConf, controllerConf, logbackXml, nameServerConf, replicaConf } from './server-configs.ts'
import { ServerProcess } from './server-process.ts'
import { defaultVersion } from './versions.ts'
import { Readiness } from './wait-ready.ts'

export interface ReplicatedCluster extends Pick<LabCluster, 'clusterName' | 'nameServers' | 'admin' | 'classPath'> {
  controllers: string[]
  brokerName: string
  /** Processes `replica-1` and `replica-2`; which of them is the master, the controller says. */
  replicas: { name: string; address: string }[]
  kill(name: string): Promise<void>
  /** Starts it anew on its port and store, and waits until every name server lists it. */
  restart(name: string): Promise<void>
  stop(): Promise<void>
}

/** Replicas register some ten seconds after their start, on a busy machine later. */
const startTimeoutMs = 180_000
const brokerName = 'broker-a'
/** Of the block of ports: places of brokers that are not used for brokers here. */
const places = { secondNameServer: 2, controller: 3 }

/** @throws Error in one sentence: Java or Maven missing, the folder in use, no free ports, a server that did not start */
export async function startReplicatedCluster(options: { dir: string }): Promise<ReplicatedCluster> {
  const dir = path.resolve(options.dir)
  const classPath = await ensureJars(defaultVersion)
  if (isOwned(dir)) throw new Error(`The RocketMQ cluster in ${dir} is already run by another process.`)
  writePidFile(dir)
  await killOrphans(dir)
  // Replicas and controller remember each other's addresses: half a memory is worse than none.
  rmSync(dir, { recursive: true, force: true })
  writePidFile(dir)
  const block = await claimPortBlock(null, 4)
  const loopback = (port: number) => `127.0.0.1:${port}`
  const placeOf = (index: number) => loopback(brokerPorts(block.base, index).listen)
  const nameServers = [loopback(nameServerPort(block.base)), placeOf(places.secondNameServer)]
  const controllers = [placeOf(places.controller)]
  const replicas = [0, 1].map((index) => ({ name: `replica-${index + 1}`, address: placeOf(index) }))
  const servers = new Map<string, ServerProcess>()
  const readiness = new Readiness({ admin: null, tls: false })

  const add = (name: string, mainClass: string, conf: string, heapMb: number) => {
    const file = path.join(dir, 'home', 'conf', `${name}.conf`)
    writeFileSync(file, conf)
    const server = new ServerProcess({
      ...{ name, mainClass: `org.apache.rocketmq.${mainClass}`, args: ['-c', file], heapMb, directMb: heapMb },
      ...{ jvmFlags: [], classPath, homeDir: path.join(dir, 'home'), dir: path.join(dir, name), marker: markerOf(dir) },
    })
    servers.set(name, server)
  }
  mkdirSync(path.join(dir, 'home', 'conf'), { recursive: true })
  writeFileSync(path.join(dir, 'home', 'conf', 'logback.xml'), logbackXml)
  for (const [index, address] of nameServers.entries()) {
    add(`name-server-${index + 1}`, 'namesrv.NamesrvStartup', nameServerConf(portOf(address)), 128)
  }
  const controllerDir = path.join(dir, 'controller', 'store')
  add('controller', 'controller.ControllerStartup', controllerConf(controllers[0] ?? '', controllerDir), 256)
  for (const { name, address } of replicas) {
    const storeDir = path.join(dir, name, 'store')
    const listenPort = portOf(address)
    const common = { clusterName, brokerName, listenPort, nameServers, storeDir, metricsPort: null, admin: null }
    const conf = brokerConf({ ...common, brokerId: 1 }) + replicaConf(controllers, storeDir)
    add(name, 'broker.BrokerStartup', conf, 384)
  }

  const find = (name: string) => {
    const server = servers.get(name)
    if (server === undefined) throw new Error(`There is no ${name}, only ${[...servers.keys()].join(', ')}`)
    return server
  }
  const launch = async (name: string) => {
    const server = find(name)
    server.start()
    const wait = { timeoutMs: startTimeoutMs, check: () => server.check() }
    const replica = replicas.find((each) => each.name === name)
    if (replica) await readiness.broker(replica.address, nameServers, wait)
    else if (name === 'controller') await readiness.controller(controllers[0] ?? '', wait)
    else await readiness.nameServer(nameServers[Number(name.slice(-1)) - 1] ?? '', wait)
  }
  const stop = async () => {
    readiness.close()
    await Promise.all([...servers.values()].map((server) => server.kill()))
    removePidFile(dir)
    block.release()
  }
  try {
    for (const name of servers.keys()) await launch(name)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...{ clusterName, nameServers, admin: null, classPath, controllers, brokerName, replicas },
    kill: (name) => find(name).kill(),
    async restart(name) {
      await find(name).kill()
      await launch(name)
    },
    stop,
  }
}
