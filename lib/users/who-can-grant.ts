import { db } from '#lib/db/db.ts'

/** Whom to ask for more: some who manage users everywhere, by their sign-in names. Known to all who are signed in. */
export async function whoCanGrant(now = new Date()): Promise<string[]> {
  const rows = await db().grant.findMany({
    where: {
      permissionSet: 'admin',
      user: { status: 'active' },
      OR: [{ endsAt: null }, { endsAt: { gt: now } }],
      scope: { equals: { clusters: 'all' } },
    },
    select: { user: { select: { username: true } } },
    take: 20,
  })
  return [...new Set(rows.flatMap(({ user }) => user?.username ?? []))].sort().slice(0, 5)
}
