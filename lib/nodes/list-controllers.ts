import type { List } from '#lib/api/endpoint.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { ControllerFacts } from './node-facts.ts'
import type { Controller } from './schema.ts'
import { checkedAtOf, silentOf, toNode } from './to-node.ts'

export interface ListControllersInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
}

/** The registered controllers as the last check saw them, and whom each knows as leader. Asks nobody. */
export async function listControllers(ctx: Context, input: ListControllersInput): Promise<List<Controller>> {
  const { clusterId } = input
  requirePermission(ctx, 'node:read', clusterId)
  await findRegistration(clusterId)
  const rows = await db().clusterNode.findMany({
    where: { clusterId, kind: 'controller' },
    orderBy: { address: 'asc' },
  })
  const now = new Date()
  const items = rows.map((row): Controller => {
    const node = toNode(row, now)
    const facts = ControllerFacts.parse(row.facts)
    // What a silent one said of the leader may be wrong by now.
    const isKnown = node.isUp === true && facts.group !== null
    return {
      ...node,
      group: facts.group,
      isLeader: isKnown ? facts.isLeader : null,
      leaderId: isKnown ? facts.leaderId : null,
      leaderAddress: isKnown ? facts.leaderAddress : null,
      peers: facts.peers,
    }
  })
  return { ...sortAndPage(items, input, sortValue), ...checkedAtOf(rows), ...silentOf(items) }
}

function sortValue(item: Controller, field: string): SortValue {
  if (field === 'isUp') return item.isUp === null ? null : Number(item.isUp)
  if (field === 'isLeader') return item.isLeader === null ? null : Number(item.isLeader)
  return item[field as 'address' | 'roundTripMs' | 'since'] // `sort` was parsed with these fields
}
