import { requireConfirm } from '#lib/api/confirm.ts'
import type { FanOut, Impact } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut, toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { isFateUnknown, RocketmqError } from '#lib/rocketmq/errors.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readBrokerConfigs } from './broker-configs.ts'
import { findBroker, serverOf } from './find-broker.ts'
import { updateBrokerConfigCommand, writePermCommand } from './mqadmin-command.ts'
import type { WritePermissionInput } from './schema.ts'

interface SetWritePermissionInput extends WritePermissionInput {
  clusterId: string
  brokerName: string
  /** The name of the broker, typed. */
  confirm?: string | undefined
  dryRun?: boolean | undefined
}

/** In clear: read and write, and read alone. */
const permission = { write: '6', drained: '4' } as const
const SHOWN_TOPICS = 50

/**
 * Drains a broker of writes before it is stopped, or opens it again. By the broker's own setting, which lasts over a restart; or by
 * the name servers, which keep it in memory and, when opened again, make every topic of the broker writable.
 *
 * @throws AppError INVALID_INPUT, READ_ONLY, NOT_FOUND; CLUSTER_… with the three lists when nobody has done it
 */
export async function setWritePermission(
  ctx: Context,
  input: SetWritePermissionInput,
): Promise<Omit<FanOut<never>, 'resource'> | Impact> {
  const { clusterId, brokerName, write, method, confirm, dryRun } = input
  requirePermission(ctx, 'broker:drain', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const server = serverOf(await findBroker({ clusterId, brokerName, brokerId: 0 }))
  if (dryRun) return impactOf(ctx, cluster, server, input)
  const entry = {
    action: write ? 'broker.undrain' : 'broker.drain',
    clusterId,
    target: { kind: 'node', name: brokerName },
    permission: 'broker:drain' as const,
    detail: { write, method },
    command: commandOf(cluster, server, input),
  }
  return audited(ctx, entry, async () => {
    requireConfirm(confirm, brokerName)
    const lists =
      method === 'nameServer'
        ? await byNameServers(ctx, cluster, brokerName, write)
        : await byConfig(ctx, cluster, server, write)
    return { done: lists.done, failed: lists.failed, unknown: lists.unknown }
  })
}

async function byConfig(
  ctx: Context,
  { admin, pageTimeoutMs: timeoutMs }: LiveCluster,
  server: Server,
  write: boolean,
) {
  const wanted = write ? permission.write : permission.drained
  const lists = toFanOut<never>(
    await admin.brokers.updateConfig([server], { brokerPermission: wanted }, { signal: ctx.signal }),
  )
  const [read] = await readBrokerConfigs(admin, [server], { maxAgeMs: 0, timeoutMs })
  const now = read?.error ? null : (read?.config?.values.get('brokerPermission') ?? null)
  if (now !== null && now !== wanted) {
    throw new AppError(
      'CLUSTER_REJECTED',
      `${server.brokerName} (${server.address}) said that it is done and still has brokerPermission=${now}.`,
    )
  }
  return lists
}

/** A name server that was asked and did not answer may have done it. */
async function byNameServers(ctx: Context, { admin, nameServers }: LiveCluster, brokerName: string, write: boolean) {
  const lists: Omit<FanOut<never>, 'resource'> = { done: [], failed: [], unknown: [] }
  await Promise.all(
    nameServers.map(async (address) => {
      try {
        await admin.nameServers.setWritePermission(address, { brokerName, canWrite: write }, { signal: ctx.signal })
        lists.done.push({ target: address })
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        lists[isFateUnknown(error) ? 'unknown' : 'failed'].push({ target: address, error: toTargetError(error) })
      }
    }),
  )
  const [silent] = lists.unknown
  const [refused] = lists.failed
  if (lists.done.length === 0 && (silent ?? refused)) {
    const error = (silent ?? refused)?.error
    throw new AppError(silent ? 'CLUSTER_TIMEOUT' : 'CLUSTER_REJECTED', error?.detail ?? '', { extra: { ...lists } })
  }
  return lists
}

async function impactOf(
  ctx: Context,
  cluster: LiveCluster,
  server: Server,
  { brokerName, write, method }: SetWritePermissionInput,
): Promise<Impact> {
  const inventory = await cluster.getInventory({ signal: ctx.signal, fresh: true })
  const here = [...topicRows(inventory).values()].filter(
    ({ kind, brokerNames }) => kind === 'NORMAL' && brokerNames.includes(brokerName),
  )
  const alone = here.filter(({ brokerNames }) => brokerNames.length === 1)
  const readOnly = here.filter(({ brokers }) =>
    brokers.some((broker) => broker.server.brokerName === brokerName && permissionOf(broker.config.perm) === 'R'),
  )
  const list = (names: readonly { topicName: string }[]) => {
    const shown = names.slice(0, SHOWN_TOPICS).map(({ topicName }) => topicName)
    return `${shown.join(', ')}${names.length > SHOWN_TOPICS ? ` and ${names.length - SHOWN_TOPICS} more` : ''}`
  }
  return {
    dryRun: true,
    blockedBy: [],
    needsForce: false,
    confirm: brokerName,
    effects: [
      { kind: 'topics', target: brokerName, count: BigInt(here.length), detail: 'Topics that it holds.' },
      ...(write ? [] : [{ kind: 'onlyHere', target: brokerName, count: BigInt(alone.length), detail: list(alone) }]),
      ...(write && method === 'nameServer'
        ? [{ kind: 'readOnlyBefore', target: brokerName, count: BigInt(readOnly.length), detail: list(readOnly) }]
        : []),
    ],
    steps:
      method === 'nameServer'
        ? cluster.nameServers.map((address) => ({
            step: write ? 'give write permission' : 'take write permission',
            target: address,
          }))
        : [
            {
              step: `set brokerPermission to ${write ? permission.write : permission.drained}`,
              target: server.address,
            },
          ],
    command: commandOf(cluster, server, { write, method }),
    ...(inventory.partial.length > 0 && { partial: inventory.partial }),
  }
}

function commandOf({ nameServers }: LiveCluster, server: Server, { write, method }: WritePermissionInput): string {
  if (method === 'nameServer') return writePermCommand(nameServers, server.brokerName, write)
  const brokerPermission = write ? permission.write : permission.drained
  return updateBrokerConfigCommand(nameServers, [server], { brokerPermission })
}
