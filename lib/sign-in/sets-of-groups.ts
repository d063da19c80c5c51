import { db } from '#lib/db/db.ts'
import { setsOfGroup } from './match-rules.ts'
import type { ProviderRule } from './schema.ts'

/** What somebody has by being in each of some groups: by rules of the provider, and by what is granted to the group itself. */
export async function setsOfGroups(
  rules: readonly ProviderRule[],
  groups: readonly string[],
  now = new Date(),
): Promise<(group: string) => string[]> {
  const grants = await db().grant.findMany({
    where: { providerGroup: { in: [...new Set(groups)] }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    select: { providerGroup: true, permissionSet: true },
  })
  return (group) => [
    ...new Set([
      ...setsOfGroup(rules, group),
      ...grants.filter(({ providerGroup }) => providerGroup === group).map(({ permissionSet }) => permissionSet),
    ]),
  ]
}
