import { db } from '#lib/db/db.ts'
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
export async function grantsOfUser(user: UserRow): Promise<StoredGrant[]> {
  const providerGroups = readProviderGroups(user.providerGroups)
  if (providerGroups.length === 0) return [...user.grants]
  const ofGroups = await db().grant.findMany({
    where: { providerGroup: { in: providerGroups } },
    orderBy: { createdAt: 'asc' },
  })
  return [...user.grants, ...ofGroups]
}
