import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere, visibleClusterIds } from '#lib/users/require-permission.ts'
import { type PolicyRow, toRoutingPolicy, withChannels } from './find-policies.ts'
import type { NoticePolicy } from './policy-schema.ts'
import { NoticeLanguage } from './schema.ts'

export function toPolicy(row: PolicyRow): NoticePolicy {
  const policy = toRoutingPolicy(row)
  return {
    ...policy,
    language: NoticeLanguage.parse(policy.language),
    position: row.position,
    revision: String(row.revision),
  }
}

export interface ListPoliciesInput {
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  clusterId?: string | undefined
}

/** Policies in the order in which they are asked. There are few, so all are read. */
export async function listPolicies(ctx: Context, input: ListPoliciesInput): Promise<List<NoticePolicy>> {
  requirePermissionSomewhere(ctx, 'alarm:read')
  const { page, pageSize, sort = 'position', q, clusterId } = input
  // What they match by may name what is not the actor's: they are for those who see all alarms of a cluster.
  const visible = visibleClusterIds(ctx, 'alarm:read')
  if (visible !== 'all' && visible.size === 0) return { items: [], total: 0, page, pageSize }
  const all = clusterId === undefined ? await readPolicies() : await policiesOfCluster(clusterId)
  const found = all.filter(({ name }) => q === undefined || name.toLowerCase().includes(q.toLowerCase()))
  if (sort.endsWith('name')) found.sort((a, b) => a.name.localeCompare(b.name))
  if (sort.startsWith('-')) found.reverse()
  return { items: found.slice((page - 1) * pageSize, page * pageSize), total: found.length, page, pageSize }
}

/** Policies whose matchers do not rule out the alarms of a cluster. */
export async function policiesOfCluster(clusterId: string): Promise<NoticePolicy[]> {
  const cluster = await db().cluster.findUnique({ where: { clusterId }, select: { environment: true } })
  return (await readPolicies()).filter(
    ({ matchers: { clusterIds, environments } }) =>
      (clusterIds.length === 0 || clusterIds.includes(clusterId)) &&
      (environments.length === 0 || (cluster !== null && environments.includes(cluster.environment))),
  )
}

async function readPolicies(): Promise<NoticePolicy[]> {
  const rows = await db().noticePolicy.findMany({
    include: withChannels,
    orderBy: [{ isDefault: 'asc' }, { position: 'asc' }, { policyId: 'asc' }],
  })
  // Places as people count them: the rows keep gaps.
  return rows.map((row, i) => ({ ...toPolicy(row), position: i + 1 }))
}

/** One policy as the list has it, with its place. */
export async function findPolicy(policyId: string): Promise<NoticePolicy | undefined> {
  return (await readPolicies()).find((policy) => policy.policyId === policyId)
}
