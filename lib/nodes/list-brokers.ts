import type { List } from '#lib/api/endpoint.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { measuredValue, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readBrokers } from './read-brokers.ts'
import type { Broker, BrokerSortField } from './schema.ts'
import { checkedAtOf, silentOf } from './to-node.ts'

export interface ListBrokersInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  role?: Broker['role'] | undefined
  clusterName?: string | undefined
}

/** The brokers of a cluster as the last check saw them, dead ones included. Asks nobody, so a silent broker slows nothing. */
export async function listBrokers(ctx: Context, input: ListBrokersInput): Promise<List<Broker>> {
  const { clusterId, q, role, clusterName } = input
  requirePermission(ctx, 'node:read', clusterId)
  await findRegistration(clusterId)
  const { rows, brokers: all } = await readBrokers(clusterId, clusterName ? { clusterName } : {})
  const brokers = all
    .filter((broker) => role === undefined || broker.role === role)
    .filter(
      ({ brokerName, address, announcedAddress }) =>
        !q || [brokerName, address, announcedAddress].some((text) => text.includes(q)),
    )
  const list = sortAndPage(brokers, input, (broker, field) => sortValue(broker, field as BrokerSortField)) // `sort` was parsed with these fields
  return { ...list, ...checkedAtOf(rows), ...silentOf(brokers) }
}

function sortValue(broker: Broker, field: BrokerSortField): SortValue {
  if (field === 'isUp') return broker.isUp === null ? null : Number(broker.isUp)
  if (field === 'driftKeys') return broker.driftKeys.length
  const value = broker[field]
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return measuredValue<SortValue>(value)
}
