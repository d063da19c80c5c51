import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'

const topicCount = 10_000
const groupCount = 5_000
const perRequest = 500
const namespaces = ['', '', 'order%', 'pay%', 'stock%', 'notify%']
const types = ['NORMAL', 'NORMAL', 'NORMAL', 'FIFO', 'DELAY', 'TRANSACTION']
const words = ['created', 'changed', 'paid', 'shipped', 'closed', 'audit', 'search', 'points', 'price', 'refund']

const pick = (list: readonly string[], i: number) => list[i % list.length] ?? ''
const scaleName = (kind: string, i: number) =>
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
 * 10,000 topics of 8 queues and 5,000 groups on every master, by the list requests (18 and 225, 5.3.1+), in a few seconds. A
 * second run sends only what is missing: one unchanged topic in a list makes RocketMQ apply none of it and say SUCCESS.
 */
export async function runScale(cluster: LabCluster): Promise<void> {
  const admin = new AdminClient({
    nameServers: cluster.nameServers,
    ...(cluster.admin && { credentials: cluster.admin }),
  })
  const pool = new Pool({ ...(cluster.admin && { credentials: cluster.admin }) })
  const send = async (address: string, code: number, body: unknown) => {
    const { command } = await pool.send(
      address,
      'admin',
      { code, extFields: {}, body: Buffer.from(JSON.stringify(body)) },
      { timeoutMs: 60_000, isWrite: true },
    )
    if (command.code !== ResponseCode.SUCCESS) throw new Error(`${address} answered ${command.code}: ${command.remark}`)
  }
  try {
    const masters = masterServers(await admin.cluster.get())
    const { done, failed } = await admin.topics.listConfigs(masters)
    if (failed[0]) throw failed[0].error
    for (const { server, value } of done) {
      const known = new Set(value.map((config) => config.topicName))
      const missing = Array.from({ length: topicCount }, (_, i) => topicConfig(scaleName('topic', i), i)).filter(
        (config) => !known.has(config.topicName),
      )
      for (let i = 0; i < missing.length; i += perRequest) {
        await send(server.address, RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, {
          topicConfigList: missing.slice(i, i + perRequest),
        })
      }
      const groups = Array.from({ length: groupCount }, (_, i) => groupConfig(scaleName('group', i)))
      for (let i = 0; i < groups.length; i += perRequest) {
        await send(server.address, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, {
          groupConfigList: groups.slice(i, i + perRequest),
        })
      }
    }
  } finally {
    admin.close()
    pool.close()
  }
}
