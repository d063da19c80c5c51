import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readBrokerConfigs } from './broker-configs.ts'
import { configDifferences, type KnownConfig, type SettingDifference } from './config-differences.ts'
import { needsRestart } from './config-keys.ts'
import { serverOf } from './find-broker.ts'
import type { ConfigDifference } from './schema.ts'
import { silentOf, toNode } from './to-node.ts'

export interface ConfigDifferencesAnswer {
  items: ConfigDifference[]
  brokers: number
  /** The oldest of the readings; null when there is none. */
  readAt: Date | null
  partial?: PartialEntry[]
}

/** The page asks again and again; settings change by hand. */
const CONFIG_AGE_MS = 10_000

/**
 * Settings in which brokers of one RocketMQ cluster differ from each other, each with every value and who has it. Secrets are
 * compared and never shown. A broker that does not answer is compared by nothing, and named.
 */
export async function getConfigDifferences(
  ctx: Context,
  { clusterId }: { clusterId: string },
): Promise<ConfigDifferencesAnswer> {
  requirePermission(ctx, 'broker:config-read', clusterId)
  const { admin, pageTimeoutMs: timeoutMs } = await getCluster(ctx, clusterId)
  const rows = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker' },
    orderBy: [{ clusterName: 'asc' }, { brokerName: 'asc' }, { brokerId: 'asc' }],
  })
  const live = rows.filter(({ isUp }) => isUp !== false)
  const read = await readBrokerConfigs(admin, live.map(serverOf), { maxAgeMs: CONFIG_AGE_MS, timeoutMs })
  const known = read.flatMap(({ server, config, error }) => (config && !error ? [{ server, config }] : []))
  const clusterNames = [...new Set(known.map(({ server }) => server.clusterName))]
  const now = new Date()
  const down = silentOf(rows.filter(({ isUp }) => isUp === false).map((row) => toNode(row, now))).partial ?? []
  const partial = [...read.flatMap(({ server, error }) => (error ? [toPartialEntry(server, error)] : [])), ...down]
  return {
    items: clusterNames.flatMap((clusterName) =>
      configDifferences(known.filter(({ server }) => server.clusterName === clusterName)).map((difference) =>
        toItem(clusterName, difference),
      ),
    ),
    brokers: known.length,
    readAt: oldest(known),
    ...(partial.length > 0 && { partial }),
  }
}

const toItem = (clusterName: string, { key, isSecret, usual, settings }: SettingDifference): ConfigDifference => ({
  clusterName,
  key,
  isRedacted: isSecret,
  needsRestart: needsRestart(key),
  values: settings.map(({ setting, servers }) => ({
    // Beside a secret even an empty value would tell something.
    value: isSecret ? null : setting,
    isUsual: setting === usual,
    brokers: servers.map(({ brokerName, brokerId }: Server) => ({ brokerName, brokerId })),
  })),
})

function oldest(known: readonly KnownConfig[]): Date | null {
  const times = known.map(({ config }) => config.readAt.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : null
}
