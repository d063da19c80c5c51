import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { type BrokerConfig, readBrokerConfigs } from './broker-configs.ts'
import { driftKeys } from './drift-keys.ts'
import type { ConfigFacts } from './node-facts.ts'

/** A difference is seen within 60 s: this, and one period of the check. */
const CONFIG_AGE_MS = 40_000

/**
 * What settings and routes say of brokers that answer: in which keys they differ from their peers of the same cluster, and
 * whether clients can write to them. Settings and routes are read once in 40 s.
 *
 * @returns by address; without brokers whose settings are not known
 */
export async function readConfigFacts(
  cluster: LiveCluster,
  servers: readonly Server[],
  timeoutMs: number,
): Promise<Map<string, ConfigFacts>> {
  const read = await readBrokerConfigs(cluster.admin, servers, { maxAgeMs: CONFIG_AGE_MS, timeoutMs })
  const known = read.flatMap(({ server, config }) => (config ? [{ server, config }] : []))
  const drift = new Map<string, string[]>()
  for (const clusterName of new Set(known.map(({ server }) => server.clusterName))) {
    const peers = known.filter(({ server }) => server.clusterName === clusterName)
    for (const [address, keys] of driftKeys(peers)) drift.set(address, keys)
  }
  const facts = known.map(async ({ server, config }): Promise<[string, ConfigFacts]> => {
    const write = await canWriteTo(cluster, server, config, timeoutMs)
    const facts = { driftKeys: drift.get(server.address) ?? [], ...write, ...switchesOf(config) }
    return [server.address, { ...facts, exporter: exporterOf(config) }]
  })
  return new Map(await Promise.all(facts))
}

function switchesOf({ values }: BrokerConfig) {
  const isOn = (key: string) => {
    const value = values.get(key)
    return value === undefined ? null : value === 'true'
  }
  const autoCreateTopicEnable = isOn('autoCreateTopicEnable')
  return { autoCreateTopicEnable, enableMixedMessageType: isOn('enableMixedMessageType') }
}

function exporterOf({ values }: BrokerConfig): ConfigFacts['exporter'] {
  const port = Number(values.get('metricsPromExporterPort'))
  return {
    type: values.get('metricsExporterType') ?? null,
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
  }
}

async function canWriteTo(
  cluster: LiveCluster,
  server: Server,
  config: BrokerConfig,
  timeoutMs: number,
): Promise<Pick<ConfigFacts, 'canWrite' | 'drainMethod'>> {
  if (server.brokerId !== 0) return { canWrite: false, drainMethod: null }
  const brokerPermission = Number(config.values.get('brokerPermission'))
  if (!Number.isInteger(brokerPermission)) return { canWrite: null, drainMethod: null }
  const canWrite = (perm: number) => ['W', 'RW'].includes(permissionOf(perm))
  if (!canWrite(brokerPermission)) return { canWrite: false, drainMethod: 'brokerConfig' }
  // Without rights of its own the topic that is looked at says nothing.
  if (config.values.get('brokerTopicEnable') === 'false') return { canWrite: null, drainMethod: null }
  const perms = await Promise.all(
    cluster.nameServers.map((address) => routePerm(cluster, address, server.brokerName, timeoutMs)),
  )
  if (perms.some((perm) => perm !== null && !canWrite(perm))) return { canWrite: false, drainMethod: 'nameServer' }
  return { canWrite: perms.some((perm) => perm !== null) ? true : null, drainMethod: null }
}

const routes = new WeakMap<LiveCluster['admin'], Map<string, { readAt: number; perm: number | null }>>()

/**
 * The right that a name server hands out for the topic that each broker makes under its own name. Taking the write permission of
 * a broker (205) takes it from every topic there, so from this one too. Null: no route, or no answer.
 */
async function routePerm(
  { admin }: LiveCluster,
  nameServer: string,
  brokerName: string,
  timeoutMs: number,
): Promise<number | null> {
  const kept = routes.get(admin) ?? new Map()
  routes.set(admin, kept)
  const key = `${nameServer} ${brokerName}`
  const last = kept.get(key)
  if (last && Date.now() - last.readAt < CONFIG_AGE_MS) return last.perm
  try {
    const route = await admin.topics.getRoute(nameServer, brokerName, { timeoutMs, caller: 'node-check' })
    const perm = route?.queues.find((queue) => queue.brokerName === brokerName)?.perm ?? null
    kept.set(key, { readAt: Date.now(), perm })
    return perm
  } catch (error) {
    if (error instanceof RocketmqError) return null
    throw error
  }
}
