import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { findNamespace, toEntry } from './find-namespace.ts'
import type { NamespaceEntry } from './schema.ts'

/** What is declared of a namespace; its sums are in the list. @throws AppError NOT_FOUND */
export async function getNamespace(
  ctx: Context,
  { clusterId, namespace }: { clusterId: string; namespace: string },
): Promise<NamespaceEntry> {
  requirePermissionIn(ctx, 'namespace:read', clusterId)
  const { metadata } = await findNamespace(ctx, await getCluster(ctx, clusterId), namespace)
  return toEntry(namespace, metadata)
}
