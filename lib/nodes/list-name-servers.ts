import { type List, type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { COUNT_PERIOD_MS, STALE_AFTER_MS } from '#lib/clusters/health-facts.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import type { ClusterNode } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { knownCves, splitMuted } from './known-cves.ts'
import { mutedCves } from './muted-cves.ts'
import { BrokerFacts, NameServerFacts } from './node-facts.ts'
import type { NameServer } from './schema.ts'
import { checkedAtOf, silentOf, toNode } from './to-node.ts'

export interface ListNameServersInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
}

/** The registered name servers as the last check saw them, each with what it knows and what of that cannot be dialled. */
export async function listNameServers(ctx: Context, input: ListNameServersInput): Promise<List<NameServer>> {
  const { clusterId } = input
  requirePermission(ctx, 'node:read', clusterId)
  await findRegistration(clusterId)
  const rows = await db().clusterNode.findMany({
    where: { clusterId, kind: { in: ['nameServer', 'broker'] } },
    orderBy: [{ brokerName: 'asc' }, { brokerId: 'asc' }, { address: 'asc' }],
  })
  const nameServers = rows.filter(({ kind }) => kind === 'nameServer')
  const undialable = rows.filter((row) => row.kind === 'broker' && BrokerFacts.parse(row.facts).isDialable === false)
  const muted = await mutedCves(clusterId)
  const now = new Date()
  const items = nameServers.map((row) => toNameServer(row, { undialable, muted, now }))
  const list = sortAndPage(items, input, sortValue)
  return { ...list, ...checkedAtOf(nameServers), ...silentOf(items) }
}

function toNameServer(
  row: ClusterNode,
  { undialable, muted, now }: { undialable: readonly ClusterNode[]; muted: ReadonlySet<string>; now: Date },
): NameServer {
  const { heardAt, listed, topics, topicsAt } = NameServerFacts.parse(row.facts)
  const said = (value: number | null, at: string | null, maxAgeMs: number): Measured<number> => {
    if (at === null || value === null) return unknown(row.isUp ? 'NOT_REPORTED' : 'NO_ANSWER')
    const saidAt = new Date(at)
    const isOld = now.getTime() - saidAt.getTime() > maxAgeMs
    if (!row.isUp && isOld) return unknown('NO_ANSWER', saidAt)
    return row.isUp && !isOld ? ok(value, saidAt) : { value, state: 'stale', at: saidAt, reason: 'OLD' }
  }
  return {
    ...toNode(row, now),
    brokers: said(listed?.length ?? null, heardAt, STALE_AFTER_MS),
    topics: said(topics, topicsAt, COUNT_PERIOD_MS + STALE_AFTER_MS),
    ...splitMuted(knownCves('nameServer', row.version), muted),
    undialable: undialable
      .filter(({ announcedAddress }) => listed?.includes(announcedAddress))
      .map(({ brokerName, brokerId, announcedAddress, address }) => ({
        brokerName: brokerName ?? '',
        brokerId: brokerId ?? 0,
        announcedAddress,
        address,
      })),
  }
}

function sortValue(item: NameServer, field: string): SortValue {
  if (field === 'isUp') return item.isUp === null ? null : Number(item.isUp)
  if (field === 'brokers' || field === 'topics') return item[field].value
  return item[field as 'address' | 'roundTripMs' | 'version' | 'since'] // `sort` was parsed with these fields
}
