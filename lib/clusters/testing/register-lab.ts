import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import type { Cluster, ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from './register.ts'

/** How to reach a real cluster of the test run. */
export const labInput = ({ nameServers, admin, proxies }: LabCluster): Partial<ClusterInput> => ({
  nameServers,
  proxies: proxies.map(({ grpc, remoting }, index) => ({ name: `proxy-${index + 1}`, grpc, remoting })),
  ...(admin && { credentials: admin }),
})

export const registerLab = (lab: LabCluster): Promise<Cluster> => registerCluster(labInput(lab))
