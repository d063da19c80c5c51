import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import type { Favourite, FavouriteKind } from './schema.ts'

/** What the actor marked, in whatever browser; also what is gone meanwhile. */
export async function listFavourites(ctx: Context): Promise<List<Favourite>> {
  const rows = await db().favourite.findMany({
    where: { userId: ctx.actor.userId ?? '' },
    select: { kind: true, clusterId: true, name: true },
    orderBy: [{ clusterId: 'asc' }, { kind: 'asc' }, { name: 'asc' }],
  })
  // Written by `addFavourite`, which knows these kinds only.
  const items = rows as Favourite[]
  return { items, total: items.length, page: 1, pageSize: items.length }
}

/** Names of the topics or groups of a cluster that the actor marked, for a list that is narrowed to them. */
export async function favouriteNames(ctx: Context, kind: FavouriteKind, clusterId: string): Promise<Set<string>> {
  const rows = await db().favourite.findMany({
    where: { userId: ctx.actor.userId ?? '', kind, clusterId },
    select: { name: true },
  })
  return new Set(rows.map(({ name }) => name))
}
