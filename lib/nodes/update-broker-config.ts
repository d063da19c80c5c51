import { requireConfirm } from '#lib/api/confirm.ts'
import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { Server, WriteResults } from '#lib/rocketmq/admin/server.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readBrokerConfigs } from './broker-configs.ts'
import type { BrokerId } from './find-broker.ts'
import { updateBrokerConfigCommand } from './mqadmin-command.ts'
import { type ConfigPlan, planConfigChange } from './plan-config-change.ts'
import type { ConfigChange, ConfigChangeResult } from './schema.ts'

export interface UpdatedConfig extends Omit<FanOut<never>, 'resource'> {
  items: ConfigChangeResult[]
  command: string
}

/**
 * Changes settings of one broker, of the masters or of all brokers beside it, once each, and reads them again: a broker says that it
 * is done also where it ignored what it does not know.
 *
 * @param input.confirm the name of the broker, typed
 * @param input.revision that of the preview; without it values are taken as they are
 * @throws AppError INVALID_INPUT, PREVIEW_STALE when somebody changed a value since, READ_ONLY, NOT_FOUND; CLUSTER_… with the three lists when no broker has done it
 */
export async function updateBrokerConfig(
  ctx: Context,
  input: BrokerId & ConfigChange & { confirm?: string | undefined; revision?: string | undefined },
): Promise<UpdatedConfig> {
  const { clusterId, brokerName, changes, targets, confirm, revision } = input
  requirePermission(ctx, 'broker:config-write', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const plan = await planConfigChange(cluster, input, input)
  const command = updateBrokerConfigCommand(cluster.nameServers, plan.servers, changes)
  const entry = {
    action: 'broker.config-update',
    clusterId,
    target: { kind: 'node', name: brokerName },
    permission: 'broker:config-write' as const,
    before: plan.items.map(({ address, key, before }) => ({ address, key, value: before })),
    detail: { brokerId: input.brokerId, changes, targets },
    command,
  }
  return audited(ctx, entry, async (record) => {
    requireConfirm(confirm, brokerName)
    if (revision !== undefined && revision !== plan.revision) {
      throw new AppError('PREVIEW_STALE', 'A value is another one than was shown: look at the preview again.')
    }
    const results = await cluster.admin.brokers.updateConfig(plan.servers, changes, { signal: ctx.signal })
    const outcome = toFanOut<never>(results)
    const items = await readAgain(cluster, plan, changes, results)
    record.after(items.map(({ address, key, now, outcome: what }) => ({ address, key, value: now, outcome: what })))
    return { done: outcome.done, failed: outcome.failed, unknown: outcome.unknown, items, command }
  })
}

async function readAgain(
  { admin, pageTimeoutMs: timeoutMs }: LiveCluster,
  plan: ConfigPlan,
  changes: ConfigChange['changes'],
  results: WriteResults,
): Promise<ConfigChangeResult[]> {
  const addresses = (list: { server: Server }[]) => new Set(list.map(({ server }) => server.address))
  const [refused, unanswered] = [addresses(results.failed), addresses(results.unknown)]
  const read = await readBrokerConfigs(admin, plan.servers, { maxAgeMs: 0, timeoutMs })
  const beforeOf = new Map(plan.items.map((item) => [`${item.address} ${item.key}`, item]))
  return read.flatMap(({ server, config, error }) =>
    Object.entries(changes).map(([key, wanted]): ConfigChangeResult => {
      const planned = beforeOf.get(`${server.address} ${key}`)
      const now = error ? null : (config?.values.get(key) ?? null)
      return {
        brokerName: server.brokerName,
        brokerId: server.brokerId,
        address: server.address,
        key,
        before: planned?.before ?? null,
        wanted,
        now,
        needsRestart: planned?.needsRestart ?? null,
        outcome: refused.has(server.address)
          ? 'REFUSED'
          : error || !config
            ? 'UNKNOWN'
            : now === wanted
              ? 'APPLIED'
              : // It may still do what it was told and did not answer.
                unanswered.has(server.address)
                ? 'UNKNOWN'
                : 'IGNORED',
      }
    }),
  )
}
