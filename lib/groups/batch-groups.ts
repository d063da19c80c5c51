import type { z } from 'zod'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { type BatchCandidate, planBatch, requireWhole, startBatch } from '#lib/jobs/batch.ts'
import { kindPermissions } from '#lib/jobs/kind-permissions.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import { startJob } from '#lib/jobs/start-job.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
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

/**
 * Creates, deletes or diagnoses many groups as a job, or with `dryRun` says what that would do.
 *
 * @throws AppError FORBIDDEN, READ_ONLY, INVALID_INPUT without the typed number and cluster, PREVIEW_STALE, CONFLICT when a broker does not
 *   answer and the filter may find more, LIMIT_EXCEEDED
 */
export async function batchGroups(ctx: Context, input: BatchGroupsInput): Promise<BatchAnswer> {
  requirePermissionIn(ctx, kindPermissions[`group.${input.action}`], input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  // A diagnosis writes nothing to brokers.
  if (!input.dryRun && input.action !== 'diagnose') requireWritable(cluster)
  const ratePerSecond = input.ratePerSecond ?? RATES[input.action]
  if (input.action === 'create') return importGroups(ctx, cluster, { ...input, ratePerSecond })
  // What somebody made a moment ago is meant too: the list then reads what was read here.
  const inventory = await cluster.getGroupInventory({ signal: ctx.signal, fresh: true })
  const { candidates, partial } = await candidatesOf(ctx, input, inventory.partial)
  const { clusterId, source, reason } = input
  const job = { clusterId, source, reason, ratePerSecond } as const
  if (input.action === 'diagnose') {
    const plan = planBatch(candidates, { things: 'groups', clusterName: cluster.name, partial })
    if (input.dryRun) return plan.preview
    // Nothing is changed, so nothing has to be typed.
    return startJob(ctx, {
      ...job,
      kind: 'group.diagnose',
      input: {},
      items: plan.targets.map((target) => ({ target })),
    })
  }
  const everywhere = (cluster.clusterNames ?? inventory.info.clusterNames).map((clusterName) => ({ clusterName }))
  const plan = planBatch(candidates, {
    things: 'groups',
    clusterName: cluster.name,
    partial,
    commandOf: (groupName) => deleteSubGroupCommand(cluster.nameServers, everywhere, groupName),
  })
  if (input.dryRun) return plan.preview
  return startBatch(ctx, plan, input, { ...job, kind: 'group.delete', input: { force: input.force ?? false } })
}

async function candidatesOf(
  ctx: Context,
  { clusterId, groupNames, filter, action }: ScopedInput,
  silentBrokers: PartialEntry[],
): Promise<{ candidates: BatchCandidate[]; partial?: PartialEntry[] | undefined }> {
  // One page that holds everything: a filter may find more than a list shows.
  const page = { clusterId, page: 1, pageSize: 100_000 }
  const toCandidate = (groupName: string, item: GroupItem | undefined): BatchCandidate =>
    action === 'diagnose'
      ? { target: groupName, effects: {} }
      : { target: groupName, skip: skipOf(groupName, item), effects: effectsOf(item) }
  if (filter) {
    const found = await listGroups(ctx, { ...page, ...filter })
    // What else is silent, like a proxy, hides no group.
    requireWhole({ total: found.total, partial: silentBrokers }, 'groups')
    return { candidates: found.items.map((item) => toCandidate(item.groupName, item)), partial: found.partial }
  }
  const all = await listGroups(ctx, { ...page, include: ['system'] })
  const byName = new Map(all.items.map((item) => [item.groupName, item]))
  const candidates = [...new Set(groupNames)].map((name) => toCandidate(name, byName.get(name)))
  return { candidates, partial: all.partial }
}

function skipOf(groupName: string, item: GroupItem | undefined): BatchCandidate['skip'] {
  if (item?.isSystem) return { code: 'SYSTEM', detail: `${groupName} is a group that RocketMQ keeps for itself.` }
  if (!item?.deletionProtection) return undefined
  return { code: 'PROTECTED', detail: `${groupName} has deletion protection.` }
}

function effectsOf(item: GroupItem | undefined): BatchCandidate['effects'] {
  const clients = item?.clients.value
  const deadLetters = item?.deadLetters.value
  return {
    inUse: clients ? clients.total > 0 : null,
    withDeadLetters: deadLetters === null || deadLetters === undefined ? null : deadLetters > 0n,
  }
}
