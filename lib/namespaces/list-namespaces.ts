import type { List } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { hasLabels, measuredValue, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { matchNames } from '#lib/topics/match-names.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onNamespace } from '#lib/users/scope-match.ts'
import { namespaceSums, type SummedNamespaces } from './namespace-sums.ts'
import { type Namespace, type NamespaceSortField, NamespaceState, type NamespaceSums } from './schema.ts'

export interface ListNamespacesInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  declared?: boolean | undefined
  label?: string[] | undefined
  owner?: string | undefined
}

export interface NamespaceList extends List<Namespace> {
  totals: NamespaceSums
}

/**
 * The namespaces of a cluster: those that names begin with, those that were declared, and what has none. Sums come from the
 * inventories and the sample; a view costs at most one reading of each inventory, whatever the number of names.
 *
 * @returns `sampledAt`: of the numbers, absent while there are none; `partial`: brokers whose names are from their last good
 *   answer or missing
 */
export async function listNamespaces(ctx: Context, input: ListNamespacesInput): Promise<NamespaceList> {
  requirePermissionIn(ctx, 'namespace:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  const [inventory, groupInventory, sample, declared] = await Promise.all([
    cluster.getInventory({ signal: ctx.signal }),
    cluster.getGroupInventory({ signal: ctx.signal }),
    getSample(cluster),
    getMetadata(input.clusterId, 'namespace'),
  ])
  requireAnswers(inventory)
  requireAnswers(groupInventory)
  const metadata = new Map(
    [...declared].filter(([name]) => hasPermission(ctx, 'namespace:read', input.clusterId, onNamespace(name))),
  )
  const sums = namespaceSums({ inventory, groupInventory, sample, proxies: cluster.proxies })
  const items = await matching(toItems(sums, metadata), input)
  const partial = new Map([...inventory.partial, ...groupInventory.partial].map((entry) => [entry.address, entry]))
  return {
    ...sortAndPage(items, input, (item, field) => sortValue(item, field as NamespaceSortField)), // `sort` was parsed with these fields
    totals: sums.totals,
    ...(sample && { sampledAt: sample.at }),
    ...(partial.size > 0 && { partial: [...partial.values()] }),
  }
}

/** What has no namespace first, then the worst. */
function toItems({ byNamespace, empty }: SummedNamespaces, metadata: ReadonlyMap<string, StoredMetadata>): Namespace[] {
  const names = new Set([...byNamespace.keys(), ...metadata.keys()])
  const items = [...names].map((namespace): Namespace => {
    const stored = (namespace !== null && metadata.get(namespace)) || undeclared
    return { namespace, ...(byNamespace.get(namespace) ?? empty), ...stored }
  })
  return items.sort(
    (a, b) =>
      Number(a.namespace !== null) - Number(b.namespace !== null) ||
      severity(a) - severity(b) ||
      ((a.namespace ?? '') < (b.namespace ?? '') ? -1 : 1),
  )
}

const severity = ({ state }: Namespace) => NamespaceState.options.indexOf(state)

async function matching(items: Namespace[], { q, declared, label, owner }: ListNamespacesInput): Promise<Namespace[]> {
  const named = q
    ? await matchNames(
        q,
        items.map(({ namespace }) => namespace ?? ''),
      )
    : null
  return items.filter(
    (item, index) =>
      (named === null || (item.namespace !== null && named[index])) &&
      (declared === undefined || item.isDeclared === declared) &&
      (!owner || item.owner === owner) &&
      hasLabels(item.labels, label),
  )
}

function sortValue(item: Namespace, field: NamespaceSortField): SortValue {
  switch (field) {
    case 'state':
      return severity(item)
    case 'isDeclared':
      return Number(item.isDeclared)
    case 'namespace':
    case 'owner':
    case 'remark':
      return item[field]
    case 'createdAt':
      return item.createdAt ?? null
    default:
      return measuredValue<number | bigint>(item[field])
  }
}
