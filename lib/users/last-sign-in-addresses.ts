import { db } from '#lib/db/db.ts'

/** From where some users signed in last, as the audit keeps it: their sessions may have ended long ago. */
export async function lastSignInAddresses(userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map()
  const rows = await db().$queryRaw<{ userId: string; address: string }[]>`
    select users.id as "userId", last.address
    from unnest(${userIds}::text[]) as users(id)
    cross join lateral (
      select address from audit_events
      where actor_id = users.id and action = 'session.create' and address is not null
      order by at desc
      limit 1
    ) as last`
  return new Map(rows.map(({ userId, address }) => [userId, address]))
}
