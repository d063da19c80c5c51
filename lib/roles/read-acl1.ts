import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { isAccessDenied, toPartialEntry, toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import type { AclConfigBody } from '#lib/rocketmq/admin/roles.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import type { Acl1Broker } from './acl1-schema.ts'
import { listServers } from './read-roles.ts'
import { type AccessSwitches, readSwitches } from './read-switches.ts'
import { toRoleBroker } from './unite-roles.ts'

export interface Acl1Reading {
  server: Server
  broker: Acl1Broker
  config: AclConfigBody | null
  switches: AccessSwitches | null
  error: RocketmqError | null
}

/**
 * Accounts and white list of ACL 1.0 (54), broker by broker. A broker whose `aclEnable` is not true would never answer and is not asked.
 * 4.9.8 and 5.3.2 answer code 3 although they have accounts: they do not tell.
 *
 * @throws AppError when no name server answers
 */
export async function readAcl1(cluster: LiveCluster): Promise<Acl1Reading[]> {
  const { admin, pageTimeoutMs: timeoutMs, clusterId } = cluster
  const [{ listed, missing }, nodes] = await Promise.all([
    listServers(cluster),
    db().clusterNode.findMany({ where: { clusterId, kind: 'broker' }, select: { address: true, version: true } }),
  ])
  const versionOf = new Map(nodes.map(({ address, version }) => [address, version]))
  const told = await readSwitches(cluster, [...listed, ...missing], 0)
  return Promise.all(
    told.map(async ({ server, switches, error }): Promise<Acl1Reading> => {
      const answer = (state: Acl1Broker['state'], config: AclConfigBody | null, failure: RocketmqError | null) => ({
        server,
        switches,
        config,
        error: failure,
        broker: {
          ...toRoleBroker(server),
          state,
          version: versionOf.get(server.address) ?? null,
          aclEnable: switches?.aclEnable ?? null,
          ...(failure && { error: toTargetError(failure, server) }),
        },
      })
      if (!switches) return answer(error && isDenied(error) ? 'DENIED' : 'NO_ANSWER', null, error)
      if (switches.aclEnable === null) return answer('NOT_SUPPORTED', null, null)
      if (!switches.aclEnable) return answer('OFF', null, null)
      try {
        return answer('READ', await admin.roles.getAcl1Config(server, { timeoutMs, caller: 'roles' }), null)
      } catch (failure) {
        if (!(failure instanceof RocketmqError)) throw failure
        return answer(stateOf(failure), null, failure)
      }
    }),
  )
}

const isDenied = (error: RocketmqError) => error instanceof BrokerError && isAccessDenied(error)

function stateOf(error: RocketmqError): Acl1Broker['state'] {
  if (error instanceof BrokerError && error.responseCode === ResponseCode.REQUEST_CODE_NOT_SUPPORTED) return 'NOT_TOLD'
  return isDenied(error) ? 'DENIED' : 'NO_ANSWER'
}

export function partialOfAcl1(readings: readonly Acl1Reading[]): { partial?: PartialEntry[] } {
  const partial = readings.flatMap(({ server, broker, error }) =>
    error && broker.state !== 'NOT_TOLD' ? [toPartialEntry(server, error)] : [],
  )
  return partial.length > 0 ? { partial } : {}
}
