import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import type { GroupConfigChange } from '#lib/rocketmq/admin/groups.ts'
import type { Server, WriteResults } from '#lib/rocketmq/admin/server.ts'
import { ConnectError } from '#lib/rocketmq/errors.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import type { GroupRow } from './group-rows.ts'

/** @throws AppError INVALID_INPUT for a group that RocketMQ made for itself, CONFLICT for one without a config */
export function requireChangeable(
  { isSystem, groupName }: { isSystem: boolean; groupName: string },
  row: GroupRow | null,
): asserts row is GroupRow {
  if (isSystem) throw new AppError('INVALID_INPUT', `${groupName} is a group that RocketMQ keeps for itself.`)
  if (!row) throw new AppError('CONFLICT', `No broker has a config of ${groupName}. Create the group first.`)
}

/**
 * Changes settings of a group on every master that holds it. Where a broker has no master now nothing can be written: a slave would
 * say SUCCESS and forget it.
 */
export async function writeGroupConfig(
  { admin }: LiveCluster,
  { groupName, brokers }: GroupRow,
  change: GroupConfigChange,
  signal: AbortSignal,
): Promise<WriteResults> {
  const servers = brokers.map(({ server }) => server)
  const results = await admin.groups.update(
    servers.filter(({ brokerId }) => brokerId === 0),
    groupName,
    change,
    { signal },
  )
  for (const server of servers) {
    if (server.brokerId === 0) continue
    results.failed.push({ server, error: noMaster(server, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP) })
  }
  return results
}

/** Why nothing was sent where only a slave answers. */
export const noMaster = ({ address, brokerName }: Server, requestCode: number): ConnectError =>
  new ConnectError(`${brokerName} has no master now`, { address, requestCode })
