import type { List } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import { type AccountLayout, TableLayout } from '#lib/users/account-schema.ts'
import type { Context } from '#lib/users/context.ts'

/** How the actor arranged the tables, in whatever browser. What a later version cannot read is left out. */
export async function listLayouts(ctx: Context): Promise<List<AccountLayout>> {
  const rows = await db().tableLayout.findMany({
    where: { userId: ctx.actor.userId ?? '' },
    orderBy: { viewId: 'asc' },
  })
  const items = rows.flatMap(({ viewId, layout }) => {
    const parsed = TableLayout.safeParse(layout)
    return parsed.success ? [{ viewId, layout: parsed.data }] : []
  })
  return { items, total: items.length, page: 1, pageSize: items.length }
}
