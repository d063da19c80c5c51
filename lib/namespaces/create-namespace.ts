import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { requireNew } from '#lib/metadata/require-new.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { undeclared } from '#lib/metadata/stored-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionToCreate } from '#lib/users/require-permission.ts'
import { onNamespace } from '#lib/users/scope-match.ts'
import { toEntry } from './find-namespace.ts'
import type { NamespaceEntry, NewNamespace } from './schema.ts'

/**
 * Declares a namespace, also one that names begin with already. Nothing is written to RocketMQ, which knows no namespaces.
 *
 * @throws AppError CONFLICT when it is declared, READ_ONLY
 */
export async function createNamespace(
  ctx: Context,
  input: NewNamespace & { clusterId: string },
): Promise<NamespaceEntry> {
  const { clusterId, namespace, ...patch } = input
  const object = onNamespace(namespace)
  const right = requirePermissionToCreate(ctx, 'namespace:write', clusterId, object, input)
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  if (right === 'AS_NEW') await requireNew('namespace:write', clusterId, object, { isThere: false, partial: [] })
  const entry = {
    action: 'namespace.create',
    clusterId,
    target: { kind: 'namespace', name: namespace },
    permission: 'namespace:write' as const,
    detail: input,
  }
  return audited(ctx, entry, async (record) => {
    const known = await getMetadata(clusterId, 'namespace', [namespace])
    if (known.has(namespace)) throw new AppError('CONFLICT', `${namespace} is declared already.`)
    const metadata = await setMetadata({
      clusterId,
      kind: 'namespace',
      name: namespace,
      patch: { ...patch, deletionProtection: patch.deletionProtection ?? cluster.environment === 'production' },
      revision: undeclared.revision,
      by: ctx.actor.name,
    })
    record.after(metadata)
    return toEntry(namespace, metadata)
  })
}
