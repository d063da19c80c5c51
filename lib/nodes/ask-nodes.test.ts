import { expect, it } from 'vitest'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { askNodes } from './ask-nodes.ts'

it('a check that is told to stop rejects once, and leaves no failure behind that nobody hears', async () => {
  const nameServers = ['127.0.0.1:1']
  const admin = new AdminClient({ nameServers })
  const cluster = { admin, nameServers, clusterNames: null, controllers: ['127.0.0.1:2'] }
  const proxies = [{ name: 'proxy', grpc: '127.0.0.1:3', remoting: '127.0.0.1:4' }]
  const live = { ...cluster, proxies } as unknown as LiveCluster // a check reads no more of it
  const lost = new Error('the lease is lost')
  const unheard: unknown[] = []
  const hear = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', hear)
  try {
    const asking = askNodes(live, { remembered: [], withTopics: true }, AbortSignal.abort(lost))
    await expect(asking).rejects.toBe(lost)
    // Told after the promises of this turn.
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.off('unhandledRejection', hear)
    admin.close()
  }
  expect(unheard).toEqual([])
})
