import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import type { TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import type { FakeReader } from './fake-reader.ts'

/** What a search asks of a cluster whose brokers are in memory. */
export function fakeSearchContext(reader: FakeReader): SearchContext {
  const inventory: Inventory = {
    at: new Date(0),
    readAt: new Map(),
    info: { clusterNames: ['DefaultCluster'], brokers: [] },
    systemTopics: new Set(),
    partial: [],
    failure: null,
    topicConfigs: reader.brokers.map(({ server, queues }) => ({
      brokerName: server.brokerName,
      server,
      isStale: false,
      configs: new Map([[reader.topicName, topicConfig(reader.topicName, queues.length)]]),
    })),
  }
  const cluster = {
    clusterId: 'rmq-aaaaaaaa',
    name: 'fake',
    pageTimeoutMs: 2_000,
    admin: reader,
    scope: wholeScope,
    getInventory: async () => inventory,
    getWholeInventory: async () => inventory,
  }
  return {
    cluster: cluster as unknown as LiveCluster, // searches use no more of it than this
    caller: 'test',
    signal: new AbortController().signal,
    deadline: new AbortController().signal,
  }
}

function topicConfig(topicName: string, queues: number): TopicConfig {
  return {
    topicName,
    readQueueNums: queues,
    writeQueueNums: queues,
    perm: 6,
    order: false,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
    attributes: {},
    isStatic: false,
  }
}
