import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { Scope } from '#lib/users/schema.ts'

const RuleGrant = z.object({ permissionSet: z.string(), scope: Scope })

/** What the rules of sign-in providers, also of those that are switched off, would give: each set with its scope. */
export async function grantsOfProviderRules(
  tx: Prisma.TransactionClient = db(),
): Promise<z.output<typeof RuleGrant>[]> {
  const rows = await tx.signInProvider.findMany({ select: { rules: true, defaultGrant: true } })
  return rows
    .flatMap(({ rules, defaultGrant }): unknown[] => [defaultGrant, ...(Array.isArray(rules) ? rules : [])])
    .flatMap((rule) => RuleGrant.safeParse(rule).data ?? [])
}
