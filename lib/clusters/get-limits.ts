import { db } from '#lib/db/db.ts'
import type { ClusterLimits } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { findRegistration } from './find-registration.ts'
import type { Limits } from './schema.ts'

/** Of a cluster for which nobody has set any. */
const unlimited: Limits = {
  maxTopics: null,
  maxGroups: null,
  maxRoles: null,
  topicQueuesMin: 1,
  topicQueuesMax: 64,
  topicNamePattern: null,
  groupNamePattern: null,
  topicNameHint: null,
  groupNameHint: null,
  maxTestBodyBytes: 262_144,
  maxExportMessages: 100_000,
  maxScanMessages: 1_000_000,
  capacityInTps: null,
  capacityOutTps: null,
  revision: '0',
}

/** What may be created in a cluster. @throws AppError NOT_FOUND */
export async function getLimits(ctx: Context, { clusterId }: { clusterId: string }): Promise<Limits> {
  requirePermissionIn(ctx, 'cluster:read', clusterId)
  await findRegistration(clusterId)
  return readLimits(clusterId)
}

/** For verbs that have asked for their permission. */
export async function readLimits(clusterId: string): Promise<Limits> {
  return toLimits(await db().clusterLimits.findUnique({ where: { clusterId } }))
}

export function toLimits(row: ClusterLimits | null): Limits {
  if (!row) return unlimited
  const { clusterId: _, revision, ...limits } = row
  return { ...limits, revision: String(revision) }
}
