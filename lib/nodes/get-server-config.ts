import { getCluster } from '#lib/clusters/get-cluster.ts'
import { askCluster } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { isSecretSetting } from './broker-configs.ts'
import type { ServerSetting } from './schema.ts'

export interface ServerConfigAnswer {
  items: ServerSetting[]
  readAt: Date
}

/** Every setting of a registered name server (319), read now, without its secrets. @throws AppError NOT_FOUND, CLUSTER_… */
export const getNameServerConfig = (ctx: Context, input: { clusterId: string; address: string }) =>
  getServerConfig(ctx, { ...input, kind: 'nameServers' })

/** Every setting of a registered controller (1010), read now, without its secrets. @throws AppError NOT_FOUND, CLUSTER_… */
export const getControllerConfig = (ctx: Context, input: { clusterId: string; address: string }) =>
  getServerConfig(ctx, { ...input, kind: 'controllers' })

async function getServerConfig(
  ctx: Context,
  { clusterId, address, kind }: { clusterId: string; address: string; kind: 'nameServers' | 'controllers' },
): Promise<ServerConfigAnswer> {
  requirePermission(ctx, 'broker:config-read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  // Nothing else is dialled, whatever stands in the path.
  if (!cluster[kind].includes(address)) {
    throw new AppError('NOT_FOUND', `${address} is not registered with this cluster.`)
  }
  const readAt = new Date()
  const options = { signal: ctx.signal, timeoutMs: cluster.pageTimeoutMs }
  const config = await askCluster(() => cluster.admin[kind].getConfig(address, options))
  const items = Object.entries(config).map(([key, value]): ServerSetting => {
    const isRedacted = isSecretSetting(key, value)
    return { key, value: isRedacted ? null : value, isRedacted }
  })
  return { items: items.sort((a, b) => (a.key < b.key ? -1 : 1)), readAt }
}
