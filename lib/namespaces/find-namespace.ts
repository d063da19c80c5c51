import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { groupEntries } from '#lib/groups/group-entries.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { onNamespace } from '#lib/users/scope-match.ts'
import type { NamespaceEntry } from './schema.ts'

export interface FoundNamespace {
  metadata: StoredMetadata
  /** Topics of any kind but system ones, retry and dead-letter topics too: what still carries the name. */
  topics: number
  groups: number
}

/**
 * A namespace that was declared, or that names of topics and groups begin with, as the brokers tell now.
 *
 * @throws AppError NOT_FOUND; what the first broker said while none has ever answered
 */
export async function findNamespace(ctx: Context, cluster: LiveCluster, namespace: string): Promise<FoundNamespace> {
  const { clusterId } = cluster
  const [inventory, groupInventory, stored] = await Promise.all([
    cluster.getInventory({ signal: ctx.signal, fresh: true }),
    cluster.getGroupInventory({ signal: ctx.signal, fresh: true }),
    getMetadata(clusterId, 'namespace', [namespace]),
  ])
  requireAnswers(inventory)
  requireAnswers(groupInventory)
  const isInside = (item: { namespace: string | null }) => item.namespace === namespace
  const topics = [...topicRows(inventory).values()].filter((row) => row.kind !== 'SYSTEM' && isInside(row)).length
  const groups = [...groupEntries(groupInventory, null).values()].filter(({ item }) => isInside(item)).length
  // Who sees something in it sees that there is one; what was declared of it is for those who see all of it.
  const isSeen = hasPermission(ctx, 'namespace:read', clusterId, onNamespace(namespace))
  const metadata = isSeen ? stored.get(namespace) : undefined
  if (!metadata && topics === 0 && groups === 0) {
    throw new AppError(
      'NOT_FOUND',
      `There is no namespace ${namespace}: nobody declared it, and no name begins with it.`,
    )
  }
  return { metadata: metadata ?? undeclared, topics, groups }
}

export const toEntry = (namespace: string, metadata: StoredMetadata): NamespaceEntry => ({ namespace, ...metadata })
