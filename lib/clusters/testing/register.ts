import { randomBytes } from 'node:crypto'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import type { Cluster, ClusterInput } from '#lib/clusters/schema.ts'
import { workerContext } from '#lib/users/context.ts'

/** A registration as short as it may be, under a name that no other test has. */
export const clusterInput = (parts: Partial<ClusterInput> = {}): ClusterInput => ({
  name: `test_${randomBytes(5).toString('hex')}`,
  environment: 'test',
  nameServers: ['127.0.0.1:1'],
  metricsSource: { kind: 'none' },
  ...parts,
})

/** Registers a cluster without asking for anybody's rights. */
export const registerCluster = (parts: Partial<ClusterInput> = {}): Promise<Cluster> =>
  createCluster(workerContext(new AbortController().signal), clusterInput(parts))
