import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import type { Server, WriteOutcome } from '#lib/rocketmq/admin/server.ts'
import type { PlannedPush } from './reset-plan.ts'
import type { StoredQueue } from './stored-reset.ts'

const IN_FLIGHT = 16

/**
 * Sends what the queues need, each request once, and notes on each queue what became of it. Once begun it is not stopped by a
 * closed tab: half a reset helps nobody.
 *
 * @param queues changed in place
 */
export async function writeReset(
  cluster: LiveCluster,
  {
    groupName,
    queues,
    pushes,
    servers,
  }: {
    groupName: string
    queues: readonly StoredQueue[]
    pushes: readonly PlannedPush[]
    servers: ReadonlyMap<string, Server>
  },
): Promise<void> {
  const { offsets } = cluster.admin
  const single = queues.filter(({ mechanism, write }) => mechanism !== 'CLIENTS' && write === 'PENDING')
  const setOne = async (queue: StoredQueue): Promise<WriteOutcome<void>> => {
    const server = serverOf(servers, queue)
    const { topicName, queueId, targetOffset: queueOffset } = queue
    const position = { groupName, topicName, queueId, queueOffset }
    if (queue.mechanism === 'COMMIT') return offsets.commit(server, position)
    if (queue.currentOffset === null) {
      // Where nothing was ever committed a broker keeps a reset in memory only: without this a restart would lose it, and the
      // first client would begin wherever it likes.
      const committed = await offsets.commit(server, position)
      if (committed.state !== 'done') return committed
    }
    return offsets.reset(server, position)
  }
  const setEach = (some: readonly StoredQueue[]) =>
    askEach(some, IN_FLIGHT, async (queue) => note(queue, await setOne(queue), serverOf(servers, queue)))
  // A broker makes the table of a group and a topic at their first commit, and it looks for it without a lock (4.9 to 5.5): of two
  // commits at once each may make one, and the offset in the other is lost. So one goes after the other until one is there.
  const tables = [...Map.groupBy(single, ({ address, topicName }) => `${address} ${topicName}`).values()]
  await Promise.all([
    askEach(tables, IN_FLIGHT, async (ofTable) => {
      let hasTable = ofTable.some(({ currentOffset }) => currentOffset !== null)
      const left = [...ofTable]
      for (let queue = left[0]; queue && !hasTable; queue = left[0]) {
        await setEach(left.splice(0, 1))
        hasTable = queue.write === 'DONE'
      }
      await setEach(left)
    }),
    ...pushes.map(async ({ topicName, brokerName, at }) => {
      const pushed = queues.filter(
        (queue) => queue.mechanism === 'CLIENTS' && queue.topicName === topicName && queue.brokerName === brokerName,
      )
      const [first] = pushed
      if (!first) return
      const server = serverOf(servers, first)
      const outcome = await offsets.pushReset(server, { groupName, topicName, at })
      for (const queue of pushed) {
        note(queue, outcome, server)
        // The broker has the last word on where it sends them, and clients leave out what is deleted.
        const sent = outcome.state === 'done' ? outcome.value.get(queue.queueId) : undefined
        if (sent !== undefined) queue.targetOffset = sent
        if (queue.targetOffset < queue.minOffset) queue.targetOffset = queue.minOffset
      }
    }),
  ])
}

function note(queue: StoredQueue, outcome: WriteOutcome<unknown>, server: Server): void {
  if (outcome.state === 'done') {
    queue.write = 'DONE'
    queue.outcome = 'WAITING'
    return
  }
  queue.write = outcome.state === 'failed' ? 'FAILED' : 'UNKNOWN'
  queue.outcome = queue.write
  queue.error = toTargetError(outcome.error, server)
}

function serverOf(servers: ReadonlyMap<string, Server>, { address, brokerName }: StoredQueue): Server {
  const server = servers.get(address)
  if (!server) throw new Error(`${brokerName} at ${address} was in the plan and is not among the brokers`)
  return server
}
