import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readBrokerConfigs } from './broker-configs.ts'
import { serverOf } from './find-broker.ts'

/** Broker settings that change what a cluster does for its clients. */
export const switchKeys = [
  'aclEnable',
  'authenticationEnabled',
  'authorizationEnabled',
  'autoCreateTopicEnable',
  'autoCreateSubscriptionGroup',
  'traceTopicEnable',
  'metricsExporterType',
  'timerWheelEnable',
  'timerMaxDelaySec',
  'fileReservedTime',
  'maxMessageSize',
  'useServerSideResetOffset',
] as const
export type SwitchKey = (typeof switchKeys)[number]

export interface ClusterSwitch {
  key: SwitchKey
  /** As every master has it; MIXED when they differ; null when no master knows the key, or none answered. */
  value: string | 'MIXED' | null
  /** One per master that answered; null: its version has no such key. By brokerName. */
  brokers: { brokerName: string; value: string | null }[]
}

/** Settings change by hand. */
const KEPT_MS = 60_000

/**
 * The switches of a cluster as its masters have them (26), read at most once a minute and process. A master that does not know a
 * key that another one knows (another version) makes it mixed too.
 *
 * @returns `partial`: masters that did not answer; what they said before still counts
 */
export async function getClusterSwitches(
  ctx: Context,
  { clusterId }: { clusterId: string },
): Promise<{ switches: ClusterSwitch[]; readAt: Date | null; partial?: PartialEntry[] }> {
  requirePermission(ctx, 'cluster:read', clusterId)
  const { admin, pageTimeoutMs: timeoutMs } = await getCluster(ctx, clusterId)
  const masters = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker', brokerId: 0 },
    orderBy: { brokerName: 'asc' },
  })
  const read = await readBrokerConfigs(admin, masters.map(serverOf), { maxAgeMs: KEPT_MS, timeoutMs })
  const known = read.flatMap(({ server, config }) => (config ? [{ server, config }] : []))
  const switches = switchKeys.map((key): ClusterSwitch => {
    const brokers = known.map(({ server, config }) => ({
      brokerName: server.brokerName,
      value: config.values.get(key) ?? null,
    }))
    const values = new Set(brokers.map(({ value }) => value))
    const [value = null] = values
    return { key, value: values.size > 1 ? 'MIXED' : value, brokers }
  })
  const partial = read.flatMap(({ server, error }) => (error ? [toPartialEntry(server, error)] : []))
  const readAtMs = known.map(({ config }) => config.readAt.getTime())
  return {
    switches,
    readAt: readAtMs.length > 0 ? new Date(Math.min(...readAtMs)) : null,
    ...(partial.length > 0 && { partial }),
  }
}
