import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onNamespace } from '#lib/users/scope-match.ts'
import { findNamespace, toEntry } from './find-namespace.ts'
import type { NamespaceEntry, NamespacePatch } from './schema.ts'

/**
 * Changes what is declared of a namespace; one that was only found in names is declared by it. Lower limits touch nothing that
 * exists.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, CONFLICT when the revision is old
 */
export async function updateNamespace(
  ctx: Context,
  input: NamespacePatch & { clusterId: string; namespace: string },
): Promise<NamespaceEntry> {
  const { clusterId, namespace, revision, ...patch } = input
  requirePermission(ctx, 'namespace:write', clusterId, onNamespace(namespace))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { metadata: before } = await findNamespace(ctx, cluster, namespace)
  const entry = {
    action: 'namespace.update',
    clusterId,
    target: { kind: 'namespace', name: namespace },
    permission: 'namespace:write' as const,
    before: before.isDeclared ? before : null,
    detail: patch,
  }
  return audited(ctx, entry, async (record) => {
    const metadata = await setMetadata({
      clusterId,
      kind: 'namespace',
      name: namespace,
      patch,
      revision,
      by: ctx.actor.name,
    })
    record.after(metadata)
    return toEntry(namespace, metadata)
  })
}
