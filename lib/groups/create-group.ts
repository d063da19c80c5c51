import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { requireNew } from '#lib/metadata/require-new.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { isSystemGroup, splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { chooseMasters } from '#lib/topics/choose-masters.ts'
import { requireWithinLimits } from '#lib/topics/require-within-limits.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionToCreate } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { groupRows } from './group-rows.ts'
import { isSameConfig, requireSupported, toConfigChange } from './group-settings.ts'
import { updateSubGroupCommand } from './mqadmin-command.ts'
import { readBackGroup } from './read-back-group.ts'
import { DEFAULT_GROUP_SETTINGS, type Group, type NewGroup, type WrittenGroup } from './schema.ts'

export type CreateGroupInput = NewGroup & { clusterId: string }

/**
 * Creates a consumer group on every master of the cluster, of some RocketMQ clusters, or on chosen brokers; there is no server call
 * that does it everywhere, so each master answers for itself. A group that exists on some masters is added to further ones by
 * naming these, with the config that it has.
 *
 * The brokers are read before, for request 200 replaces the config of a group that exists, and after, so that the next list has
 * it. A master without an answer may have done it: it is `unknown`, never tried again here.
 *
 * @throws AppError CONFLICT when it exists, LIMIT_EXCEEDED, INVALID_INPUT, NOT_SUPPORTED, READ_ONLY; CLUSTER_… with the three
 *   lists when no master has done it
 * @see protocol notes §4.4 (UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, 200)
 */
export async function createGroup(ctx: Context, input: CreateGroupInput): Promise<WrittenGroup> {
  const { clusterId, groupName } = input
  const object = onGroup(groupName)
  const right = requirePermissionToCreate(ctx, 'group:create', clusterId, object, input)
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  requireOwnName(groupName)
  const config = { groupName, ...toConfigChange({ ...DEFAULT_GROUP_SETTINGS, ...withoutAbsent(input) }) }
  const inventory = await cluster.getWholeGroupInventory({ signal: ctx.signal, fresh: true })
  if (right === 'AS_NEW') {
    const isThere = groupRows(inventory).has(groupName)
    await requireNew('group:create', clusterId, object, { isThere, partial: inventory.partial })
  }
  const chosen = chooseMasters(inventory.info, cluster.clusterNames, input)
  const command = updateSubGroupCommand(cluster.nameServers, chosen.targets, config)
  const { clusterId: _, ...detail } = input
  const entry = {
    action: 'group.create',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'group:create' as const,
    detail,
    command,
  }
  return audited(ctx, entry, async (record) => {
    const masters = withoutExisting(input, chosen.masters, inventory)
    const rows = groupRows(inventory)
    if (!rows.has(groupName)) {
      const own = [...rows.keys()].filter((name) => !isSystemGroup(name))
      const namespaces = own.map((name) => splitNamespace(name).namespace)
      await requireWithinLimits(cluster, { kind: 'group', name: groupName, namespaces })
    }
    const { admin, pageTimeoutMs: timeoutMs } = cluster
    await requireSupported(admin, masters, input, { signal: ctx.signal, timeoutMs })
    const results = await admin.groups.create(masters, config, { signal: ctx.signal })
    const outcome = toFanOut<Group>(results)
    const metadata = await declare(ctx, cluster, input, { isNew: !rows.has(groupName), isFirst: right === 'AS_NEW' })
    const resource = await readBackGroup(cluster, groupName, results, metadata)
    record.after({ ...config, metadata })
    return { ...outcome, ...(resource && { resource }), command }
  })
}

/** A member that is undefined would hide the default. */
const withoutAbsent = (input: NewGroup) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

/** Names that RocketMQ keeps for itself. */
function requireOwnName(groupName: string): void {
  if (!isSystemGroup(groupName)) return
  const detail = `${groupName} is a name that RocketMQ keeps for itself.`
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.groupName', rule: 'systemName', detail }] })
}

/**
 * The chosen masters less those that have the group already.
 *
 * @throws AppError CONFLICT when none is left, when it exists elsewhere and no brokers were named, or with another config
 */
function withoutExisting(input: NewGroup, masters: readonly Server[], inventory: GroupInventory): Server[] {
  const { groupName, brokerNames } = input
  const row = groupRows(inventory).get(groupName)
  if (!row) return [...masters]
  const holders = row.brokers.map(({ server }) => server.brokerName)
  const missing = masters.filter(({ brokerName }) => !holders.includes(brokerName))
  const facts = { extra: { existsOn: holders, missingOn: missing.map(({ brokerName }) => brokerName) } }
  const exists = `${groupName} exists already on ${holders.join(', ')}`
  if (missing.length === 0) throw new AppError('CONFLICT', `${exists}.`, facts)
  if (!brokerNames) {
    const rest = facts.extra.missingOn.join(', ')
    throw new AppError('CONFLICT', `${exists}. To add it to ${rest}, name these as brokerNames.`, facts)
  }
  const differing = row.brokers.find(({ config }) => !isSameConfig(input, config))
  if (differing) {
    const where = differing.server.brokerName
    throw new AppError('CONFLICT', `${exists}, with another config than this on ${where}. Add it with the same.`, facts)
  }
  return missing
}

/** What people say of the group. One that is only added to further brokers keeps what it has and this does not name. */
async function declare(
  ctx: Context,
  { clusterId, environment }: LiveCluster,
  { groupName, remark, labels, owner, deletionProtection }: NewGroup,
  { isNew, isFirst }: { isNew: boolean; isFirst: boolean },
): Promise<StoredMetadata> {
  const given = { remark, labels, owner, deletionProtection }
  const isProtected = deletionProtection ?? environment === 'production'
  const patch = isNew
    ? { remark: remark ?? null, labels: labels ?? {}, owner: owner ?? null, deletionProtection: isProtected }
    : given
  // Who must be the first to describe it does not write over what somebody else said a moment ago.
  const revision = isFirst ? undeclared.revision : undefined
  return setMetadata({ clusterId, kind: 'group', name: groupName, patch, by: ctx.actor.name, revision })
}
