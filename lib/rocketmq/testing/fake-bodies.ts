import type { TopicConfig } from '../admin/topics.ts'

/**
 * Bodies as fastjson writes them: map keys that are numbers or objects stand bare, so they are no JSON (protocol notes §3).
 */

/** Body of GET_BROKER_CLUSTER_INFO (106). */
export function clusterInfoBody(
  brokers: readonly { clusterName: string; brokerName: string; addressById: ReadonlyMap<number, string> }[],
): string {
  const brokerAddrTable = brokers.map(
    (broker) => `${JSON.stringify(broker.brokerName)}:${brokerDataBody(broker, (id) => String(id))}`,
  )
  const clusterNames = [...new Set(brokers.map(({ clusterName }) => clusterName))]
  const clusterAddrTable = clusterNames.map((clusterName) => {
    const brokerNames = brokers
      .filter((broker) => broker.clusterName === clusterName)
      .map((broker) => broker.brokerName)
    return `${JSON.stringify(clusterName)}:${JSON.stringify(brokerNames)}`
  })
  return `{"brokerAddrTable":{${brokerAddrTable}},"clusterAddrTable":{${clusterAddrTable}}}`
}

/** Body of GET_ROUTEINFO_BY_TOPIC (105), standard JSON as we ask for it. */
export function topicRouteBody(
  brokers: readonly {
    clusterName: string
    brokerName: string
    addressById: ReadonlyMap<number, string>
    config: TopicConfig
  }[],
): string {
  const queueDatas = brokers.map(({ brokerName, config }) =>
    JSON.stringify({
      brokerName,
      perm: config.perm,
      readQueueNums: config.readQueueNums,
      topicSysFlag: config.topicSysFlag,
      writeQueueNums: config.writeQueueNums,
    }),
  )
  const brokerDatas = brokers.map((broker) => brokerDataBody(broker, (id) => `"${id}"`))
  return `{"brokerDatas":[${brokerDatas}],"filterServerTable":{},"queueDatas":[${queueDatas}]}`
}

/** Body of GET_ALL_TOPIC_CONFIG (21). */
export function topicConfigBody(configs: Iterable<TopicConfig>): string {
  const table: string[] = []
  const mappings: string[] = []
  for (const { isStatic, ...config } of configs) {
    const name = JSON.stringify(config.topicName)
    table.push(`${name}:${JSON.stringify(config)}`)
    if (isStatic) mappings.push(`${name}:{"topic":${name},"hostedQueues":{0:[]}}`)
  }
  return `{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1},"topicConfigTable":{${table}},"topicQueueMappingDetailMap":{${mappings}}}`
}

/** Body of GET_TOPIC_STATS_INFO (202): its keys are objects. */
export function topicStatsBody(
  topicName: string,
  queues: readonly {
    brokerName: string
    queueId: number
    minOffset: bigint
    maxOffset: bigint
    lastUpdateTimestampMs: number
  }[],
): string {
  const topic = JSON.stringify(topicName)
  const table = queues.map(
    (queue) =>
      `{"brokerName":${JSON.stringify(queue.brokerName)},"queueId":${queue.queueId},"topic":${topic}}:` +
      `{"lastUpdateTimestamp":${queue.lastUpdateTimestampMs},"maxOffset":${queue.maxOffset},"minOffset":${queue.minOffset}}`,
  )
  return `{"offsetTable":{${table}},"topicPutTps":0.0}`
}

function brokerDataBody(
  broker: { clusterName: string; brokerName: string; addressById: ReadonlyMap<number, string> },
  key: (brokerId: number) => string,
): string {
  const addrs = [...broker.addressById].map(([id, address]) => `${key(id)}:${JSON.stringify(address)}`)
  return `{"brokerAddrs":{${addrs}},"brokerName":${JSON.stringify(broker.brokerName)},"cluster":${JSON.stringify(broker.clusterName)}}`
}
