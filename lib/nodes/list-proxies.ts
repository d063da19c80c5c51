import { type List, type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { ProxyNode } from '#lib/clusters/schema.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import type { Context } from '#lib/users/context.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { ProxyFacts } from './node-facts.ts'
import type { RegisteredProxy } from './schema.ts'
import { checkedAtOf, silentOf, toNode } from './to-node.ts'

export interface ListProxiesInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
}

/**
 * The registered proxies as the last check saw them: RocketMQ itself lists them nowhere. Neither version nor mode is offered by
 * a proxy; both ports are dialled, and clients are counted by the sampler.
 */
export async function listProxies(ctx: Context, input: ListProxiesInput): Promise<List<RegisteredProxy>> {
  const { clusterId } = input
  requirePermission(ctx, 'node:read', clusterId)
  const registration = await findRegistration(clusterId)
  const [rows, sample] = await Promise.all([
    db().clusterNode.findMany({ where: { clusterId, kind: 'proxy' } }),
    getSample({ clusterId, scope: wholeScope }),
  ])
  const now = new Date()
  const items = ProxyNode.array()
    .parse(registration.proxies)
    .flatMap(({ name, grpc, remoting }): RegisteredProxy[] => {
      const row = rows.find(({ address }) => address === grpc)
      // Registered a moment ago: the next check will say.
      if (!row) return []
      const node = toNode(row, now)
      const { isRemotingUp, remotingMs, remotingError } = ProxyFacts.parse(row.facts)
      return [
        {
          ...node,
          name,
          remoting: {
            address: remoting,
            isUp: node.isUp === null ? null : isRemotingUp,
            roundTripMs: remotingMs,
            error: remotingError,
          },
          clients: countClients(sample, { name, addresses: [grpc, remoting] }),
        },
      ]
    })
  return { ...sortAndPage(items, input, sortValue), ...checkedAtOf(rows), ...silentOf(items) }
}

/** Distinct clients that the sampler saw at this proxy. */
function countClients(
  sample: ClusterSample | null,
  proxy: { name: string; addresses: readonly string[] },
): Measured<number> {
  if (!sample) return unknown('NOT_SAMPLED')
  if (sample.partial.some(({ address }) => proxy.addresses.includes(address))) return unknown('NO_ANSWER', sample.at)
  const clients = [...sample.producers, ...[...sample.groups.values()].flatMap(({ onlineClients }) => onlineClients)]
  const here = clients.filter(({ seenBy }) => seenBy.proxies.includes(proxy.name))
  return ok(new Set(here.map(({ clientId }) => clientId)).size, sample.at)
}

function sortValue(item: RegisteredProxy, field: string): SortValue {
  if (field === 'isUp') return item.isUp === null ? null : Number(item.isUp)
  if (field === 'clients') return item.clients.value
  return item[field as 'name' | 'address' | 'roundTripMs' | 'since'] // `sort` was parsed with these fields
}
