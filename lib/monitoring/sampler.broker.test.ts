import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readConsumerProgress, readTopicStatus } from '#dev/rocketmq/mqadmin-output.ts'
import { closeAllClusters, getCluster, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { workerContext } from '#lib/users/context.ts'
import { Sampler } from './sampler.ts'
import { makeGroup } from './testing/make-group.ts'

useDatabase()
takeSamplerShare()
const lab = inject('lab')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const lines = lab[version]

  it('G-5, T-8: what is sampled of a topic and its group is what mqadmin counts', async () => {
    const { clusterId } = await registerLab(lines)
    const cluster = await getCluster(ctx, clusterId)
    const masters = masterServers(await cluster.admin.cluster.get())
    const pool = new Pool(lines.admin ? { credentials: lines.admin } : {})
    const topicName = `sampled_${version.replaceAll('.', '_')}_${randomBytes(4).toString('hex')}`
    const groupName = `${topicName}_g`
    try {
      await makeGroup({ admin: cluster.admin, pool, masters, topicName, groupName, queues: 2 })
      for (const server of masters) {
        for (const body of ['a', 'b', 'c']) {
          await sendMessage(pool, server.address, { topicName, queueId: 1, body: Buffer.from(body) })
        }
        await vi.waitFor(
          async () => expect((await cluster.admin.topics.getStats(server, topicName)).queues[1]?.maxOffset).toBe(3n),
          { timeout: 120_000 },
        )
      }
      await cluster.getInventory({ fresh: true })
      const sample = await new Sampler(clusterId).round(cluster, {
        requestsPerSecond: 900,
        canHaveProxies: version !== '4.9.7',
        signal: new AbortController().signal,
      })
      const progress = readConsumerProgress(await mqadmin(lines, `consumerProgress -g ${groupName}`))
      const status = readTopicStatus(await mqadmin(lines, `topicStatus -t ${topicName}`))
      const group = sample?.groups.get(groupName)
      expect(group).toMatchObject({ lag: { value: progress.diffTotal, state: 'ok' }, lagTimeMs: { state: 'ok' } })
      expect(group?.lag.value).toBe(BigInt(3 * masters.length))
      const stored = status.queues.reduce((sum, { minOffset, maxOffset }) => sum + maxOffset - minOffset, 0n)
      const newest = Math.max(...status.queues.map(({ lastUpdateTimestamp }) => lastUpdateTimestamp?.getTime() ?? 0))
      const topic = sample?.topics.get(topicName)
      expect(topic).toMatchObject({ retained: { value: stored, state: 'ok' }, groupNames: [groupName] })

      expect(topic?.lastWriteAt.value?.getTime()).toBe(newest)
      expect(topic?.worstLag).toMatchObject({ groupName, lag: { value: progress.diffTotal } })
      expect(sample?.partial).toEqual([])
    } finally {
      pool.close()
    }
  })
})
