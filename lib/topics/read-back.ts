import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { WriteResults } from '#lib/rocketmq/admin/server.ts'
import { type TopicRow, topicRows } from './topic-rows.ts'

/** The topic as the masters that answered a write hold it now. A silent one is not waited for again. */
export async function readBack(
  cluster: LiveCluster,
  topicName: string,
  { done }: Pick<WriteResults, 'done'>,
): Promise<TopicRow | undefined> {
  const freshAddresses = new Set(done.map(({ server }) => server.address))
  const inventory = await cluster.getInventory({ fresh: true, freshAddresses })
  return topicRows(inventory).get(topicName)
}
