import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { Account } from '#lib/users/account-schema.ts'
import type { Context } from '#lib/users/context.ts'

/** Own account with its preferences; for a token that of its owner. */
export async function getAccount(ctx: Context): Promise<Account> {
  const user = await db().user.findUnique({ where: { id: ctx.actor.userId ?? '' } })
  if (!user) throw new AppError('UNAUTHENTICATED', 'The account is gone.')
  return toAccount(user)
}

interface AccountRow {
  id: string
  username: string
  name: string
  email: string
  language: string
  theme: string
  timeZone: string | null
  timeFormat: string
  density: number
  refreshMs: number
  revision: number
}

/** Parsed, for the columns are wider than the choices: only `updateAccount` writes them. */
export function toAccount(user: AccountRow): Account {
  return Account.parse({
    userId: user.id,
    name: user.username,
    displayName: user.name,
    email: user.email,
    language: user.language,
    theme: user.theme,
    timeZone: user.timeZone,
    timeFormat: user.timeFormat,
    density: user.density,
    refreshMs: user.refreshMs,
    revision: String(user.revision),
  })
}
