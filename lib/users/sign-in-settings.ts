import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { SignInSettings } from '#lib/users/session-schema.ts'

export const signInSettingsKey = 'sign-in'

const defaults: SignInSettings = {
  sessionIdleMinutes: 12 * 60,
  sessionMaxHours: 7 * 24,
  allowedCidrs: [],
  isLocalEnabled: true,
  breakGlassUserId: null,
}

/** How one signs in and for how long. Read anew by each request that needs it: a limit that is set holds at once. */
export async function readSignInSettings(tx: Prisma.TransactionClient = db()): Promise<SignInSettings> {
  const row = await tx.setting.findUnique({ where: { key: signInSettingsKey } })
  return { ...defaults, ...SignInSettings.partial().safeParse(row?.value ?? {}).data }
}

export const idleMsOf = (settings: SignInSettings): number => settings.sessionIdleMinutes * 60_000
export const maxAgeMsOf = (settings: SignInSettings): number => settings.sessionMaxHours * 3_600_000
