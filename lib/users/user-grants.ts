import { db } from '#lib/db/db.ts'
import type { Grant } from '#lib/db/generated/client.ts'
import type { ResolvedGrant } from '#lib/users/context.ts'
import { resolveGrants, type StoredGrant, type Subject } from '#lib/users/resolve-grants.ts'

interface UserRow {
  username: string
  providerGroups: unknown
  grants: readonly StoredGrant[]
}

/** Names of groups as the provider told them; what is no name is none. */
export function readProviderGroups(stored: unknown): string[] {
  return Array.isArray(stored) ? stored.filter((name): name is string => typeof name === 'string') : []
}

export const subjectOf = ({ username, providerGroups }: Omit<UserRow, 'grants'>): Subject => ({
  name: username,
  providerGroups: readProviderGroups(providerGroups),
})

/** All that a user holds now: their own grants and those of the groups that their provider names. */
export async function resolveUserGrants(user: UserRow, now: Date): Promise<ResolvedGrant[]> {
  return resolveGrants(await grantsOfUser(user), now, subjectOf(user))
}

/** The same as they are stored. */
export async function grantsOfUser<Own extends StoredGrant>(
  user: UserRow & { grants: readonly Own[] },
): Promise<(Own | Grant)[]> {
  const ofGroups = await readGroupGrants([user])
  return [...user.grants, ...ofGroups(user)]
}

/** What is granted to the groups of some users, read at once for all of them. @returns those of one of these users */
export async function readGroupGrants(
  users: readonly Pick<UserRow, 'providerGroups'>[],
): Promise<(user: Pick<UserRow, 'providerGroups'>) => Grant[]> {
  const names = new Set(users.flatMap(({ providerGroups }) => readProviderGroups(providerGroups)))
  if (names.size === 0) return () => []
  const grants = await db().grant.findMany({
    where: { providerGroup: { in: [...names] } },
    orderBy: { createdAt: 'asc' },
  })
  return ({ providerGroups }) => {
    const own = new Set(readProviderGroups(providerGroups))
    return grants.filter(({ providerGroup }) => providerGroup !== null && own.has(providerGroup))
  }
}
