import type { z } from 'zod'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { type BatchCandidate, planBatch, requireWhole, startBatch } from '#lib/jobs/batch.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { batchRolesEndpoint } from './api.ts'
import { isLastSuper } from './find-role.ts'
import { listRoles } from './list-roles.ts'
import { type RolesReading, readRoles } from './read-roles.ts'
import type { RoleItem } from './schema.ts'

type Body = z.output<NonNullable<(typeof batchRolesEndpoint)['body']>>
export type BatchRolesInput = Body & { clusterId: string; dryRun?: boolean | undefined }

const RATE = 20

/**
 * Disables or enables many roles as a job, or with `dryRun` says which.
 *
 * @throws AppError FORBIDDEN, READ_ONLY, INVALID_INPUT without the typed number and cluster, PREVIEW_STALE, CONFLICT when a broker does not
 *   answer and the filter may find more, LIMIT_EXCEEDED
 */
export async function batchRoles(ctx: Context, input: BatchRolesInput): Promise<BatchAnswer> {
  const { clusterId, action, source, reason } = input
  requirePermission(ctx, 'role:write', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  if (!input.dryRun) requireWritable(cluster)
  const reading = await readRoles(cluster, { signal: ctx.signal, fresh: true })
  // The list then reads what was read here.
  const found = await listRoles(ctx, { clusterId, page: 1, pageSize: 100_000, ...input.filter })
  if (input.filter) requireWhole(found, 'roles')
  const byName = new Map(found.items.map((item) => [item.roleName, item]))
  const names = input.roleNames ? [...new Set(input.roleNames)] : [...byName.keys()]
  const plan = planBatch(
    names.map((name) => candidateOf(name, byName.get(name), action, reading)),
    { things: 'roles', clusterName: cluster.name, partial: found.partial },
  )
  if (input.dryRun) return plan.preview
  const ratePerSecond = input.ratePerSecond ?? RATE
  return startBatch(ctx, plan, input, { clusterId, source, reason, ratePerSecond, kind: `role.${action}`, input: {} })
}

function candidateOf(
  target: string,
  item: RoleItem | undefined,
  action: Body['action'],
  reading: RolesReading,
): BatchCandidate {
  const effects = { super: item?.kind === 'Super' }
  const skip = (code: string, detail: string): BatchCandidate => ({ target, skip: { code, detail }, effects })
  if (!item) return skip('NOT_FOUND', `There is no role ${target}.`)
  if (action === 'enable') return { target, effects }
  if (item.isOwnAccount) return skip('PROTECTED', `${target} is the account that the console itself uses.`)
  if (isLastSuper(target, reading)) return skip('PROTECTED', `${target} is the last enabled Super role.`)
  return { target, effects }
}
