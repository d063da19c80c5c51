import { type List, TargetError } from '#lib/api/endpoint.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { UNKNOWN_AFTER_MS } from '#lib/clusters/shown-health.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import type { ClusterNode } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type Node, NodeKind, type NodeSortField } from './schema.ts'

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
  const checked = rows.flatMap(({ checkedAt }) => checkedAt?.getTime() ?? [])
  const list = sortAndPage(nodes, input, (node, field) => sortValue(node, field as NodeSortField)) // `sort` was parsed with these fields
  return { ...list, ...(checked.length > 0 && { sampledAt: new Date(Math.min(...checked)) }) }
}

function toNode(row: ClusterNode, now: Date): Node {
  const isBelievable = row.checkedAt !== null && now.getTime() - row.checkedAt.getTime() <= UNKNOWN_AFTER_MS
  const error = row.error === null ? null : TargetError.parse(row.error)
  return {
    kind: NodeKind.parse(row.kind),
    address: row.address,
    announcedAddress: row.announcedAddress,
    isUp: isBelievable ? row.isUp : null,
    roundTripMs: row.roundTripMs,
    version: row.version,
    since: row.since,
    checkedAt: row.checkedAt,
    lastSeenAt: row.lastSeenAt,
    ...(error && { error }),
    ...(row.clusterName !== null && { clusterName: row.clusterName }),
    ...(row.brokerName !== null && { brokerName: row.brokerName }),
    ...(row.brokerId !== null && { brokerId: row.brokerId, role: row.brokerId === 0 ? 'MASTER' : 'SLAVE' }),
  }
}

function sortValue(node: Node, field: NodeSortField): SortValue {
  if (field === 'isUp') return node.isUp === null ? null : Number(node.isUp)
  return node[field] ?? null
}
