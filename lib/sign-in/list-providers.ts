import type { List } from '#lib/api/endpoint.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readProviderGroups } from '#lib/users/user-grants.ts'
import { countUsers, findProviderRow, toProvider } from './find-provider.ts'
import type { Provider, ProviderDetail, ProviderKind, SeenGroup } from './schema.ts'
import { setsOfGroups } from './sets-of-groups.ts'

interface ListProvidersInput {
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  kind?: ProviderKind | undefined
}

export async function listProviders(ctx: Context, input: ListProvidersInput): Promise<List<Provider>> {
  requirePermission(ctx, 'sign-in:manage')
  const { page, pageSize, q, kind } = input
  const where = {
    ...(q !== undefined && { OR: [{ name: contains(q) }, { providerId: contains(q) }] }),
    ...(kind !== undefined && { kind }),
  }
  const [total, rows] = await Promise.all([
    db().signInProvider.count({ where }),
    db().signInProvider.findMany({
      where,
      orderBy: [orderBy(input.sort ?? 'name'), { providerId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  const users = await countUsers(rows.map(({ providerId }) => providerId))
  return { items: rows.map((row) => toProvider(row, users.get(row.providerId) ?? 0)), total, page, pageSize }
}

/** @throws AppError NOT_FOUND */
export async function getProvider(ctx: Context, { providerId }: { providerId: string }): Promise<ProviderDetail> {
  requirePermission(ctx, 'sign-in:manage')
  const row = await findProviderRow(providerId)
  const people = await db().user.findMany({ where: { source: providerId }, select: { providerGroups: true } })
  const provider = toProvider(row, people.length)
  const counts = new Map<string, number>()
  for (const group of people.flatMap(({ providerGroups }) => readProviderGroups(providerGroups))) {
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  const setsOf = await setsOfGroups(provider.rules, [...counts.keys()])
  const groups: SeenGroup[] = [...counts]
    .map(([group, users]) => ({ group, users, permissionSets: setsOf(group) }))
    .toSorted((a, b) => b.users - a.users || a.group.localeCompare(b.group))
  return { ...provider, groups }
}
