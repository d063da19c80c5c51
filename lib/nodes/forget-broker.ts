import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { allServers, type ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { askBroker } from './ask-broker.ts'
import { checkOptions, problemOf } from './asked-node.ts'
import { type BrokerId, findBroker, serverOf } from './find-broker.ts'

/**
 * Forgets a broker that is gone for good: it is neither listed nor missed any more. Nothing changes in RocketMQ, so a cluster that
 * is registered read-only has it too; a broker that registers again is there again. Its stored samples stay.
 *
 * @throws AppError NOT_FOUND for a broker that no check ever saw, CONFLICT while a name server lists it or it answers,
 *   CLUSTER_UNREACHABLE when no name server answers: then nobody can say that it is gone
 */
export async function forgetBroker(ctx: Context, input: BrokerId): Promise<undefined> {
  const { clusterId, brokerName, brokerId } = input
  requirePermission(ctx, 'node:write', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const row = await findBroker(input)
  const { clusterName, address, announcedAddress, version, lastSeenAt } = row
  const entry = {
    action: 'broker.forget',
    clusterId,
    target: { kind: 'node', name: brokerName },
    permission: 'node:write' as const,
    before: { clusterName, brokerName, brokerId, address, announcedAddress, version, lastSeenAt },
  }
  return audited(ctx, entry, async () => {
    await requireGone(cluster, serverOf(row), ctx.signal)
    await db().clusterNode.deleteMany({ where: { clusterId, kind: 'broker', brokerName, brokerId } })
    return undefined
  })
}

async function requireGone(cluster: LiveCluster, server: Server, signal: AbortSignal): Promise<void> {
  const { brokerName, brokerId, address } = server
  const name = `${brokerName} (id ${brokerId}, ${address})`
  const asked = await Promise.all(cluster.nameServers.map((nameServer) => listedBy(cluster, nameServer, signal)))
  const answers = asked.filter((answer) => answer !== null)
  if (answers.length === 0) {
    const detail = `No name server answers, so nobody can say that ${name} is gone.`
    throw new AppError('CLUSTER_UNREACHABLE', detail)
  }
  const listing = answers.filter(({ info }) =>
    allServers(info).some((listed) => listed.brokerName === brokerName && listed.brokerId === brokerId),
  )
  if (listing.length > 0) {
    const listers = listing.map(({ nameServer }) => nameServer).join(', ')
    const detail = `${name} is still listed by ${listers}. Stop it first; a name server drops a silent broker after two minutes.`
    throw new AppError('CONFLICT', detail)
  }
  if ((await askBroker(cluster, server, signal)).isUp) {
    throw new AppError('CONFLICT', `${name} still answers, though no name server lists it. Stop it first.`)
  }
}

/** Null: it does not answer. */
async function listedBy(
  { admin }: LiveCluster,
  nameServer: string,
  signal: AbortSignal,
): Promise<{ nameServer: string; info: ClusterInfo } | null> {
  try {
    const { info } = await admin.nameServers.probe(nameServer, checkOptions(signal))
    return { nameServer, info }
  } catch (error) {
    problemOf(error)
    return null
  }
}
