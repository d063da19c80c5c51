import type { List } from '#lib/api/endpoint.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { Node, NodeKind, NodeSortField } from './schema.ts'
import { checkedAtOf, toNode } from './to-node.ts'

export interface ListNodesInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  kind?: NodeKind[] | undefined
}

/** Every node of a cluster as the last check saw it, dead ones included. Asks nobody. */
export async function listNodes(ctx: Context, input: ListNodesInput): Promise<List<Node>> {
  const { clusterId, q, kind } = input
  requirePermission(ctx, 'node:read', clusterId)
  await findRegistration(clusterId)
  const rows = await db().clusterNode.findMany({
    where: { clusterId, ...(kind && { kind: { in: kind } }) },
    orderBy: [{ kind: 'asc' }, { brokerName: 'asc' }, { brokerId: 'asc' }, { address: 'asc' }],
  })
  const now = new Date()
  const nodes = rows
    .map((row) => toNode(row, now))
    .filter(({ address, brokerName }) => !q || address.includes(q) || brokerName?.includes(q))
  const list = sortAndPage(nodes, input, (node, field) => sortValue(node, field as NodeSortField)) // `sort` was parsed with these fields
  return { ...list, ...checkedAtOf(rows) }
}

function sortValue(node: Node, field: NodeSortField): SortValue {
  if (field === 'isUp') return node.isUp === null ? null : Number(node.isUp)
  return node[field] ?? null
}
