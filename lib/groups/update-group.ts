import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findGroup } from './find-group.ts'
import { toGroup } from './get-group.ts'
import { requireRevision } from './group-revision.ts'
import type { GroupRow } from './group-rows.ts'
import { hasSettings, requireSupported, toConfigChange, toWholeConfig } from './group-settings.ts'
import { updateSubGroupCommand } from './mqadmin-command.ts'
import { readBackGroup } from './read-back-group.ts'
import type { Group, GroupPatch, WrittenGroup } from './schema.ts'
import { requireChangeable, writeGroupConfig } from './write-group-config.ts'

/**
 * Changes settings of a group on every master that holds it, and its remark, labels, owner and protection in the console. Each
 * master's config is read, changed and written back whole: what it holds besides stays, attributes and what only newer versions
 * know included. Metadata alone touches no broker, and all lists of the outcome are empty.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, INVALID_INPUT, NOT_SUPPORTED; CONFLICT when the revision is old or no broker has a config;
 *   CLUSTER_… with the three lists when no master has done it, then nothing else is changed either
 * @see protocol notes §4.4 (UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, 200)
 */
export async function updateGroup(
  ctx: Context,
  input: GroupPatch & { clusterId: string; groupName: string },
): Promise<WrittenGroup> {
  const { clusterId, groupName, revision, ...patch } = input
  requirePermission(ctx, 'group:update', clusterId, onGroup(groupName))
  // The switch has a right of its own, whichever door it is reached by.
  if (patch.consumeEnable !== undefined) requirePermission(ctx, 'group:consume-switch', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const changes = { settings: hasSettings(patch), metadata: namesMetadata(patch) }
  const found = await findGroup(cluster, groupName, ctx.signal, { fresh: changes.settings })
  const { row, item } = found.entry
  const metadata = (await getMetadata(clusterId, 'group', [groupName])).get(groupName)
  const entry = {
    action: 'group.update',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'group:update' as const,
    before: { ...(changes.settings && { configs: configsOf(row) }), metadata: metadata ?? null },
    detail: patch,
    command: changes.settings ? commandOf(cluster, row, patch) : '',
  }
  return audited(ctx, entry, async (record) => {
    requireRevision(revision, { row, metadata, groupName }, changes)
    const { command } = entry
    const declare = () =>
      changes.metadata
        ? setMetadata({ clusterId, kind: 'group', name: groupName, patch: metadataOf(patch), by: ctx.actor.name })
        : metadata
    if (!changes.settings) {
      const stored = await setMetadata({
        clusterId,
        kind: 'group',
        name: groupName,
        patch: metadataOf(patch),
        revision: revision?.split('.')[0],
        by: ctx.actor.name,
      })
      record.after({ metadata: stored })
      return { done: [], failed: [], unknown: [], resource: await toGroup(clusterId, found, stored), command }
    }
    requireChangeable(item, row)
    const masters = row.brokers.map(({ server }) => server)
    const { admin, pageTimeoutMs: timeoutMs } = cluster
    await requireSupported(admin, masters, patch, { signal: ctx.signal, timeoutMs })
    const results = await writeGroupConfig(cluster, row, toConfigChange(patch), ctx.signal)
    const outcome = toFanOut<Group>(results)
    const stored = await declare()
    const resource = await readBackGroup(cluster, groupName, results, stored)
    record.after({ configs: resource?.configs, metadata: stored ?? null })
    return { ...outcome, ...(resource && { resource }), command }
  })
}

const metadataOf = ({
  remark,
  labels,
  owner,
  deletionProtection,
}: GroupPatch): Parameters<typeof setMetadata>[0]['patch'] => ({
  remark,
  labels,
  owner,
  deletionProtection,
})
const namesMetadata = (patch: GroupPatch) => Object.values(metadataOf(patch)).some((value) => value !== undefined)

const configsOf = (row: GroupRow | null) =>
  row?.brokers.map(({ server, config }) => ({ brokerName: server.brokerName, ...config }))

/** One line per master: mqadmin replaces the whole config, and each master has its own. */
function commandOf({ nameServers }: LiveCluster, row: GroupRow | null, patch: GroupPatch): string {
  const lines = (row?.brokers ?? []).map(({ server, config }) =>
    updateSubGroupCommand(nameServers, [{ server }], { ...toWholeConfig(config), ...toConfigChange(patch) }),
  )
  return lines.includes('') ? '' : lines.join('\n')
}
