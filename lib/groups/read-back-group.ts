import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { WriteResults } from '#lib/rocketmq/admin/server.ts'
import { toGroup } from './get-group.ts'
import { groupEntries } from './group-entries.ts'
import type { Group } from './schema.ts'

/** The group as the masters that answered hold it now, so that the next list has it. A silent one is not waited for again. */
export async function readBackGroup(
  cluster: LiveCluster,
  groupName: string,
  { done }: Pick<WriteResults, 'done'>,
  metadata: StoredMetadata = undeclared,
): Promise<Group | undefined> {
  const freshAddresses = new Set(done.map(({ server }) => server.address))
  const [inventory, sample] = await Promise.all([
    cluster.getGroupInventory({ fresh: true, freshAddresses }),
    getSample(cluster),
  ])
  const entry = groupEntries(inventory, sample).get(groupName)
  return entry && toGroup(cluster.clusterId, { entry, inventory, sample }, metadata)
}
