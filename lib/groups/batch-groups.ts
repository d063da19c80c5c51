import type { z } from 'zod'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { batchConfirm, effectOf, requireBatchConfirm, requireWhole, SHOWN_TARGETS } from '#lib/jobs/batch.ts'
import type { BatchAnswer, BatchPreview } from '#lib/jobs/schema.ts'
import { startJob } from '#lib/jobs/start-job.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { batchGroupsEndpoint } from './api.ts'
import { importGroups } from './import-groups.ts'
import { listGroups } from './list-groups.ts'
import { deleteSubGroupCommand } from './mqadmin-command.ts'
import type { GroupItem } from './schema.ts'

type Body = z.output<NonNullable<(typeof batchGroupsEndpoint)['body']>>
export type BatchGroupsInput = Body & { clusterId: string; dryRun?: boolean | undefined }
type ScopedInput = Extract<BatchGroupsInput, { action: 'delete' | 'diagnose' }>

/** As many groups a second as brokers bear beside their work: each is written to every master. */
const RATES = { create: 100, delete: 20, diagnose: 2 } as const
const permissions = { create: 'group:create', delete: 'group:delete', diagnose: 'diagnosis:run' } as const

/**
 * Creates, deletes or diagnoses many groups as a job, or with `dryRun` says what that would do.
 *
 * @throws AppError FORBIDDEN, READ_ONLY, INVALID_INPUT without the typed number and cluster, CONFLICT when a broker does not
 *   answer and the filter may find more, LIMIT_EXCEEDED
 */
export async function batchGroups(ctx: Context, input: BatchGroupsInput): Promise<BatchAnswer> {
  const permission = permissions[input.action]
  requirePermission(ctx, permission, input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  // A diagnosis writes nothing to brokers.
  if (!input.dryRun && input.action !== 'diagnose') requireWritable(cluster)
  const ratePerSecond = input.ratePerSecond ?? RATES[input.action]
  if (input.action === 'create') return importGroups(ctx, cluster, { ...input, ratePerSecond })
  if (input.action === 'diagnose') return diagnose(ctx, cluster, input, await groupsOf(ctx, input))
  const { clusterNames } = (await cluster.getInventory({ signal: ctx.signal })).info
  const { preview, targets } = plan(cluster, await groupsOf(ctx, input), cluster.clusterNames ?? clusterNames)
  if (input.dryRun) return preview
  requireBatchConfirm(input.confirm, preview.confirm)
  const { clusterId, force = false, source, reason } = input
  return startJob(ctx, {
    clusterId,
    kind: 'group.delete',
    permission,
    input: { force },
    items: [
      ...targets.map((target) => ({ target })),
      ...preview.skipped.map(({ target, code, detail }) => ({ target, skipped: { code, remark: detail } })),
    ],
    source,
    reason,
    ratePerSecond,
  })
}

async function groupsOf(
  ctx: Context,
  { clusterId, groupNames, filter }: ScopedInput,
): Promise<Map<string, GroupItem | null>> {
  // One page that holds everything: a filter may find more than a list shows.
  const page = { clusterId, page: 1, pageSize: 100_000 }
  if (filter) {
    const found = await listGroups(ctx, { ...page, ...filter })
    requireWhole(found, 'groups')
    return new Map(found.items.map((item) => [item.groupName, item]))
  }
  const all = await listGroups(ctx, { ...page, include: ['system'] })
  const byName = new Map(all.items.map((item) => [item.groupName, item]))
  return new Map((groupNames ?? []).map((name) => [name, byName.get(name) ?? null]))
}

/** Asks for no typed name: nothing is changed. */
async function diagnose(
  ctx: Context,
  { name }: LiveCluster,
  { clusterId, dryRun, source, reason, ratePerSecond }: ScopedInput & { dryRun?: boolean | undefined },
  groups: ReadonlyMap<string, GroupItem | null>,
): Promise<BatchAnswer> {
  const targets = [...groups.keys()]
  if (dryRun) {
    const confirm = batchConfirm(targets.length, name)
    return { dryRun: true, total: targets.length, confirm, skipped: [], effects: [effectOf('groups', targets)] }
  }
  return startJob(ctx, {
    clusterId,
    kind: 'group.diagnose',
    permission: 'diagnosis:run',
    input: {},
    items: targets.map((target) => ({ target })),
    source,
    reason,
    ratePerSecond: ratePerSecond ?? RATES.diagnose,
  })
}

function plan(
  { name, nameServers }: LiveCluster,
  groups: ReadonlyMap<string, GroupItem | null>,
  clusterNames: readonly string[],
): { preview: BatchPreview; targets: string[] } {
  const skipped: BatchPreview['skipped'] = []
  const targets: string[] = []
  const inUse: string[] = []
  const withDeadLetters: string[] = []
  for (const [groupName, item] of groups) {
    if (item?.isSystem) {
      const detail = `${groupName} is a group that RocketMQ keeps for itself.`
      skipped.push({ target: groupName, code: 'SYSTEM', detail })
      continue
    }
    if (item?.deletionProtection) {
      skipped.push({ target: groupName, code: 'PROTECTED', detail: `${groupName} has deletion protection.` })
      continue
    }
    targets.push(groupName)
    if ((item?.clients.value?.total ?? 0) > 0) inUse.push(groupName)
    if ((item?.deadLetters.value ?? 0n) > 0n) withDeadLetters.push(groupName)
  }
  return {
    targets,
    preview: {
      dryRun: true,
      total: targets.length,
      confirm: batchConfirm(targets.length, name),
      skipped,
      command: targets
        .slice(0, SHOWN_TARGETS)
        .map((groupName) =>
          deleteSubGroupCommand(
            nameServers,
            clusterNames.map((clusterName) => ({ clusterName })),
            groupName,
          ),
        )
        .join('\n'),
      effects: [effectOf('groups', targets), effectOf('inUse', inUse), effectOf('withDeadLetters', withDeadLetters)],
    },
  }
}
