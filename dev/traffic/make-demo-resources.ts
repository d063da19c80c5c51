import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import {
  type DemoGroup,
  type DemoTopic,
  demoGroups,
  demoTopics,
  topicMadeByMqadmin,
  undeclaredTopic,
} from './demo-resources.ts'

/** Where the console answers; topics are then made through its API, which also records who made them. */
export interface ApogeeTarget {
  url: string
  token: string
  clusterId: string
}

/**
 * Makes the topics and groups of the demo on every master. What exists already is left as it is, so a second run changes
 * nothing that a person changed meanwhile.
 *
 * @throws Error when a topic or group could not be made
 */
export async function makeDemoResources(cluster: LabCluster, apogee: ApogeeTarget | null): Promise<void> {
  const credentials = cluster.admin ?? undefined
  const admin = new AdminClient({ nameServers: cluster.nameServers, requestTimeoutMs: 10_000, credentials })
  const pool = new Pool({ credentials })
  try {
    const masters = masterServers(await admin.cluster.get())
    const firstNameServer = cluster.nameServers[0] ?? ''
    const existing = new Set(await admin.topics.listNames(firstNameServer))
    const createByAdmin = async (topicName: string, queues: number, attributes: Record<string, string>) => {
      const config = { topicName, readQueueNums: queues, writeQueueNums: queues, perm: 6, order: false, attributes }
      const { failed, unknown } = await admin.topics.create(masters, config)
      for (const { error } of [...failed, ...unknown]) throw error
    }

    for (const topic of demoTopics) {
      if (existing.has(topic.topicName)) continue
      if (apogee) await createByApi(apogee, topic)
      else await createByAdmin(topic.topicName, topic.queuesPerBroker, { 'message.type': topic.type })
    }
    if (!existing.has(undeclaredTopic.topicName)) {
      await createByAdmin(undeclaredTopic.topicName, undeclaredTopic.queuesPerBroker, {})
    }
    for (const master of masters) {
      for (const group of demoGroups) {
        await createGroup(pool, master.address, group)
        if (group.popTopic) await setPopMode(pool, master.address, group.groupName, group.popTopic)
      }
    }
    if (!existing.has(topicMadeByMqadmin)) await createByMqadmin(cluster)
  } finally {
    admin.close()
    pool.close()
  }
}

async function createByApi({ url, token, clusterId }: ApogeeTarget, topic: DemoTopic): Promise<void> {
  const response = await fetch(`${url}/api/v1/clusters/${clusterId}/topics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(topic),
    signal: AbortSignal.timeout(30_000),
  })
  // 207: not all brokers took it, which the demo cannot use either.
  if (response.status === 201 || response.status === 409) return
  throw new Error(`${topic.topicName} could not be created: ${response.status} ${await response.text()}`)
}

/** UPDATE_AND_CREATE_SUBSCRIPTIONGROUP (200): the console has no groups to write yet. */
async function createGroup(pool: Pool, address: string, group: DemoGroup): Promise<void> {
  const config = {
    groupName: group.groupName,
    consumeEnable: true,
    consumeFromMinEnable: true,
    consumeBroadcastEnable: true,
    consumeMessageOrderly: group.isOrdered ?? false,
    retryQueueNums: 1,
    retryMaxTimes: group.retryMaxTimes,
    brokerId: 0,
    whichBrokerWhenConsumeSlowly: 1,
    notifyConsumerIdsChangedEnable: true,
  }
  await write(pool, address, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, config, group.groupName)
}

/** SET_MESSAGE_REQUEST_MODE (401): has to be set before the first client of the group starts. */
async function setPopMode(pool: Pool, address: string, consumerGroup: string, topic: string): Promise<void> {
  const config = { topic, consumerGroup, mode: 'POP', popShareQueueNum: 0 }
  await write(pool, address, RequestCode.SET_MESSAGE_REQUEST_MODE, config, consumerGroup)
}

async function write(pool: Pool, address: string, code: number, config: unknown, name: string): Promise<void> {
  const request = { code, extFields: {}, body: Buffer.from(JSON.stringify(config)) }
  const { command } = await pool.send(address, 'admin', request, { timeoutMs: 10_000, isWrite: true })
  if (command.code !== ResponseCode.SUCCESS) {
    throw new Error(`${name} could not be set on ${address}: ${command.code} ${command.remark}`)
  }
}

async function createByMqadmin(cluster: LabCluster): Promise<void> {
  const options = [
    '-c',
    cluster.clusterName,
    '-t',
    topicMadeByMqadmin,
    '-r',
    '4',
    '-w',
    '4',
    '-a',
    '+message.type=NORMAL',
  ]
  const output = await mqadmin(cluster, ['updateTopic', ...options])
  await stopMqadmin(cluster)
  if (!output.includes('success')) throw new Error(`mqadmin could not create ${topicMadeByMqadmin}:\n${output}`)
}
