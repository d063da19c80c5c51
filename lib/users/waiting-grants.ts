import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { Scope } from '#lib/users/schema.ts'

const key = 'waiting-grants'
const WaitingGrant = z.object({ name: z.string(), source: z.string(), permissionSet: z.string(), scope: Scope })
export type WaitingGrant = z.output<typeof WaitingGrant>

/** Keeps what the access file gives to users who are not there yet. */
export async function keepWaitingGrants(value: WaitingGrant[]): Promise<void> {
  await db().setting.upsert({ where: { key }, create: { key, value }, update: { value } })
}

/**
 * Whoever makes a user for whom a grant waits gives them that grant, and may know their password: so they must hold it themselves.
 * @throws AppError FORBIDDEN
 */
export async function requireCoversWaiting(ctx: Context, name: string, source: string): Promise<void> {
  const row = await db().setting.findUnique({ where: { key } })
  const waiting = z.array(WaitingGrant).safeParse(row?.value ?? []).data ?? []
  await requireCovers(
    ctx,
    waiting.filter((grant) => grant.name === name && grant.source === source),
  )
}
