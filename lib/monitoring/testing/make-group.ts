import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'

interface NewGroup {
  admin: AdminClient
  pool: Pool
  masters: readonly Server[]
  topicName: string
  groupName: string
  queues: number
}

/**
 * A topic, its group with a retry topic (by whose route mqadmin finds the brokers of a group), and offset 0 committed in every
 * queue, on every master.
 */
export async function makeGroup({ admin, pool, masters, topicName, groupName, queues }: NewGroup): Promise<void> {
  const write = async (server: Server, code: number, fields: Record<string, string>, body = '') => {
    const request = { code, extFields: fields, body: Buffer.from(body) }
    const { command } = await pool.send(server.address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
    if (command.code !== ResponseCode.SUCCESS) throw new Error(`${server.address}: ${command.code} ${command.remark}`)
  }
  const config = { readQueueNums: queues, writeQueueNums: queues, perm: 6, order: false, attributes: {} }
  for (const name of [topicName, `%RETRY%${groupName}`]) {
    const { failed } = await admin.topics.create(masters, { ...config, topicName: name })
    if (failed[0]) throw failed[0].error
  }
  const settings = JSON.stringify({ groupName, consumeEnable: true, retryQueueNums: 1, retryMaxTimes: 3 })
  for (const server of masters) {
    await write(server, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, settings)
    for (let queueId = 0; queueId < queues; queueId++) {
      await write(server, RequestCode.UPDATE_CONSUMER_OFFSET, {
        consumerGroup: groupName,
        topic: topicName,
        queueId: String(queueId),
        commitOffset: '0',
      })
    }
  }
}
