import type { Demo } from '#dev/demo/start-demo.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'

interface TestMessages {
  demo: Demo
  masters: readonly Server[]
  topicName: string
  queuesPerBroker: number
  /** Over all queues; what is there already counts. */
  count: number
}

/** Fills a topic with JSON messages of about 1 KiB, each with a key and a unique id. A second run finds them there. */
export async function sendTestMessages({
  demo,
  masters,
  topicName,
  queuesPerBroker,
  count,
}: TestMessages): Promise<void> {
  const options = { nameServers: demo.nameServers, credentials: demo.admin }
  const admin = new AdminClient(options)
  const pool = new Pool({ credentials: demo.admin, maxInFlight: 64 })
  const perQueue = Math.ceil(count / (masters.length * queuesPerBroker))
  const fill = async (server: Server, queueId: number) => {
    const start = Number(await admin.offsets.getMax(server, { topicName, queueId }))
    for (let i = start; i < perQueue; i++) {
      const id = `${server.brokerName}-${queueId}-${i}`
      await sendMessage(pool, server.address, {
        topicName,
        queueId,
        body: Buffer.from(JSON.stringify({ id, note: 'x'.repeat(900) })),
        properties: { KEYS: id, TAGS: i % 2 ? 'odd' : 'even', UNIQ_KEY: uniqKey(queueId, i), WAIT: 'true' },
      })
    }
  }
  try {
    await Promise.all(
      masters.flatMap((server) => Array.from({ length: queuesPerBroker }, (_, queueId) => fill(server, queueId))),
    )
  } finally {
    admin.close()
    pool.close()
  }
}

/** 32 hex characters as a remoting client makes them; unique by queue and number. */
function uniqKey(queueId: number, number: number): string {
  return `7F000001${(queueId + 1).toString(16).padStart(4, '0')}18B4AAC2${number.toString(16).padStart(8, '0')}${'0001'}0000`
    .toUpperCase()
    .slice(0, 32)
}
