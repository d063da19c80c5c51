import type { Demo } from '#dev/demo/start-demo.ts'
import { groupCount, scaleName, topicCount } from '#dev/traffic/scale.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'

const queuesPerBroker = 8

/**
 * Gives each of the 5,000 groups something to be behind with: it has committed 0 in all queues of two topics, and one of these has
 * a message on every master. A second run finds it done.
 */
export async function fillGroups(demo: Demo, masters: readonly Server[]): Promise<void> {
  const credentials = demo.admin
  const admin = new AdminClient({ nameServers: demo.nameServers, credentials })
  const pool = new Pool({ credentials, maxInFlight: 64 })
  try {
    await Promise.all(
      masters.map(async (server) => {
        const { done } = await admin.groups.listOffsets([server])
        const known = new Set(done[0]?.value.map(({ groupName }) => groupName))
        const missing = Array.from({ length: groupCount }, (_, i) => i).filter((i) => !known.has(scaleName('group', i)))
        let next = 0
        const work = async () => {
          while (next < missing.length) {
            const i = missing[next++] ?? 0
            const topicName = scaleName('topic', i)
            const body = Buffer.from('{}')
            await sendMessage(pool, server.address, { topicName, queueId: i % queuesPerBroker, body })
            for (const topic of [topicName, scaleName('topic', (i + groupCount) % topicCount)]) {
              for (let queueId = 0; queueId < queuesPerBroker; queueId++) {
                await commit(pool, server.address, {
                  consumerGroup: scaleName('group', i),
                  topic,
                  queueId: String(queueId),
                })
              }
            }
          }
        }
        await Promise.all(Array.from({ length: 32 }, work))
      }),
    )
  } finally {
    admin.close()
    pool.close()
  }
}

/** As a consumer commits. */
export async function commit(
  pool: Pool,
  address: string,
  names: Record<string, string>,
  commitOffset = '0',
): Promise<void> {
  const request = {
    code: RequestCode.UPDATE_CONSUMER_OFFSET,
    extFields: { ...names, commitOffset },
    body: Buffer.alloc(0),
  }
  const { command } = await pool.send(address, 'admin', request, { timeoutMs: 10_000, isWrite: true })
  if (command.code !== ResponseCode.SUCCESS) throw new Error(`${address} answered ${command.code}: ${command.remark}`)
}
