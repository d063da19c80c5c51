import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError, toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type BrokerConfig, readBrokerConfigs } from './broker-configs.ts'
import { configDifferences, type KnownConfig } from './config-differences.ts'
import { needsRestart } from './config-keys.ts'
import { ruleOf } from './editable-keys.ts'
import { type BrokerId, findBroker, serverOf } from './find-broker.ts'
import type { ConfigItem } from './schema.ts'

export interface BrokerConfigAnswer {
  items: ConfigItem[]
  readAt: Date
  partial?: PartialEntry[]
}

/** Peers are read for a comparison only. */
const PEER_AGE_MS = 60_000

/**
 * Every setting of one broker (26), read now, beside those of its peers that differ, read within the last minute. What is secret
 * has no value, here as everywhere: {@link readBrokerConfigs} does not hand it out.
 *
 * @throws AppError what the broker said, or that it said nothing within the deadline of a page
 */
export async function getBrokerConfig(ctx: Context, input: BrokerId): Promise<BrokerConfigAnswer> {
  const { clusterId } = input
  requirePermission(ctx, 'broker:config-read', clusterId)
  const { admin, pageTimeoutMs: timeoutMs } = await getCluster(ctx, clusterId)
  const row = await findBroker(input)
  const others = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker', clusterName: row.clusterName, address: { not: row.address }, isUp: true },
    orderBy: [{ brokerName: 'asc' }, { brokerId: 'asc' }],
  })
  const [[own], peers] = await Promise.all([
    readBrokerConfigs(admin, [serverOf(row)], { maxAgeMs: 0, timeoutMs }),
    readBrokerConfigs(admin, others.map(serverOf), { maxAgeMs: PEER_AGE_MS, timeoutMs }),
  ])
  if (!own?.config || own.error) throw toAppError(own?.error)
  const { config } = own
  const keys = [...config.values.keys(), ...config.secretMarks.keys()].sort()
  const known = peers.flatMap(({ server, config: other }) => (other ? [{ server, config: other }] : []))
  const differing = new Set(configDifferences([{ server: own.server, config }, ...known]).map(({ key }) => key))
  const partial = peers.flatMap(({ server, error }) => (error ? [toPartialEntry(server, error)] : []))
  return {
    items: keys.map((key) => toItem(key, config, differing.has(key) ? known : [])),
    readAt: config.readAt,
    ...(partial.length > 0 && { partial }),
  }
}

/** @param peers those to compare with, none where all are alike */
function toItem(key: string, config: BrokerConfig, peers: readonly KnownConfig[]): ConfigItem {
  // A key that a peer does not know belongs to another version.
  const comparable = peers.filter((peer) => peer.config.values.has(key) || peer.config.secretMarks.has(key))
  const isRedacted = config.secretMarks.has(key)
  const rule = isRedacted ? null : ruleOf(key)
  return {
    key,
    value: config.values.get(key) ?? null,
    isRedacted,
    needsRestart: needsRestart(key),
    isEditable: rule !== null,
    ...(rule && { rule }),
    ...(comparable.length > 0 && {
      peers: comparable.map(({ server, config: other }) => ({
        brokerName: server.brokerName,
        brokerId: server.brokerId,
        // Beside a secret even an empty value would tell something.
        value: isRedacted ? null : (other.values.get(key) ?? null),
      })),
    }),
  }
}
