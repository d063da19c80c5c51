import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import { AppError } from '#lib/errors.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import type { ReadScope } from '#lib/users/read-scope.ts'
import { objectNotFound } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { type GroupEntry, groupEntries } from './group-entries.ts'

export interface FoundGroup {
  entry: GroupEntry
  inventory: GroupInventory
  sample: ClusterSample | null
}

/**
 * A group as the brokers and the sampler know it. One that the inventory does not know may have been made a moment ago, so the
 * brokers are asked once more, for all their groups: asked for one by its name they would create it.
 *
 * @param options.fresh ask them in any case
 * @throws AppError NOT_FOUND; what the first broker said while none has ever answered
 */
export async function findGroup(
  cluster: LiveCluster,
  groupName: string,
  signal: AbortSignal,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<FoundGroup> {
  const [held, sample] = await Promise.all([cluster.getGroupInventory({ signal, fresh }), getSample(cluster)])
  const entry = groupEntries(held, sample).get(groupName)
  if (entry?.row) return { entry, inventory: held, sample }
  const inventory = await cluster.getGroupInventory({ signal, fresh: true })
  requireAnswers(inventory)
  const again = groupEntries(inventory, sample).get(groupName)
  if (!again) throw groupNotFound(groupName, inventory.partial, sample !== null, cluster.scope)
  return { entry: again, inventory, sample }
}

function groupNotFound(
  groupName: string,
  partial: readonly PartialEntry[],
  isSampled: boolean,
  scope: ReadScope,
): AppError {
  // Who sees a part of the groups is told the same of one that is not there and of one that is not theirs.
  if (!scope.isWhole) return objectNotFound(onGroup(groupName))
  const silent = partial.map(({ brokerName, address }) => brokerName ?? address)
  const where = silent.length === 0 ? '' : ` on the brokers that answer; ${silent.join(', ')} did not`
  // One that only has offsets is known from the sampler alone.
  const unless = isSampled ? '' : ' Groups without a config are not known before the first sample.'
  return new AppError('NOT_FOUND', `There is no group ${groupName}${where}.${unless}`)
}
