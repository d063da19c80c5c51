import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { versionLine } from '#dev/rocketmq/versions.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'

export const topicCount = 10_000
export const groupCount = 5_000
const perRequest = 500
/** Of brokers without list requests: how many single ones are on their way at once. */
const singlesAtOnce = 16
/** A broker that has just taken thousands of topics is busy for some seconds. */
const requestTimeoutMs = 60_000
const namespaces = ['', '', 'order%', 'pay%', 'stock%', 'notify%']
const types = ['NORMAL', 'NORMAL', 'NORMAL', 'FIFO', 'DELAY', 'TRANSACTION']
const words = ['created', 'changed', 'paid', 'shipped', 'closed', 'audit', 'search', 'points', 'price', 'refund']

const pick = (list: readonly string[], i: number) => list[i % list.length] ?? ''
export const scaleName = (kind: string, i: number) =>
  `${pick(namespaces, i)}scale_${pick(words, i * 7)}_${kind}_${String(i).padStart(5, '0')}`

const topicConfig = (topicName: string, i: number) => ({
  topicName,
  readQueueNums: 8,
  writeQueueNums: 8,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: false,
  attributes: { '+message.type': pick(types, i) },
})

const groupConfig = (groupName: string) => ({
  groupName,
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  attributes: {},
})

/**
 * 10,000 topics of 8 queues and 5,000 groups on every master: by the list requests (18 and 225) where the version has them,
 * which takes seconds, else one by one. A second run sends only the topics that are missing: one unchanged topic in a list
 * makes RocketMQ apply none of it and say SUCCESS.
 *
 * @throws Error when a broker refuses, or the error of the connection
 */
export async function runScale(cluster: LabCluster): Promise<void> {
  const credentials = cluster.admin ?? undefined
  const admin = new AdminClient({ nameServers: cluster.nameServers, credentials, requestTimeoutMs })
  const pool = new Pool({ credentials })
  try {
    const { done, failed } = await admin.topics.listConfigs(masterServers(await admin.cluster.get()))
    if (failed[0]) throw failed[0].error
    const { hasListRequests } = versionLine(cluster.version)
    await Promise.all(
      done.map(async ({ server, value }) => {
        const topics = Array.from({ length: topicCount }, (_, i) => topicConfig(scaleName('topic', i), i)).filter(
          (config) => !value.has(config.topicName),
        )
        const groups = Array.from({ length: groupCount }, (_, i) => groupConfig(scaleName('group', i)))
        if (hasListRequests) await createByLists(pool, server.address, topics, groups)
        else await createSingly(admin, pool, server, topics, groups)
      }),
    )
  } finally {
    admin.close()
    pool.close()
  }
}

type TopicBody = ReturnType<typeof topicConfig>
type GroupBody = ReturnType<typeof groupConfig>

async function createByLists(pool: Pool, address: string, topics: TopicBody[], groups: GroupBody[]): Promise<void> {
  for (const topicConfigList of chunks(topics, perRequest)) {
    await write(pool, address, RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, { topicConfigList })
  }
  for (const groupConfigList of chunks(groups, perRequest)) {
    await write(pool, address, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, { groupConfigList })
  }
}

async function createSingly(
  admin: AdminClient,
  pool: Pool,
  server: Server,
  topics: TopicBody[],
  groups: GroupBody[],
): Promise<void> {
  for (const some of chunks(topics, singlesAtOnce)) {
    await Promise.all(
      some.map(async (topic) => {
        const attributes = { 'message.type': topic.attributes['+message.type'] }
        const { failed, unknown } = await admin.topics.create([server], { ...topic, attributes })
        for (const { error } of [...failed, ...unknown]) throw error
      }),
    )
  }
  for (const some of chunks(groups, singlesAtOnce)) {
    await Promise.all(
      some.map((group) => write(pool, server.address, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, group)),
    )
  }
}

async function write(pool: Pool, address: string, code: number, body: unknown): Promise<void> {
  const request = { code, extFields: {}, body: Buffer.from(JSON.stringify(body)) }
  const { command } = await pool.send(address, 'admin', request, { timeoutMs: requestTimeoutMs, isWrite: true })
  if (command.code !== ResponseCode.SUCCESS) throw new Error(`${address} answered ${command.code}: ${command.remark}`)
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
