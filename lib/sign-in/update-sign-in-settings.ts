import { audited } from '#lib/audit/audited.ts'
import { AppError } from '#lib/errors.ts'
import { isAllowedFrom } from '#lib/users/authenticate.ts'
import type { Context } from '#lib/users/context.ts'
import { requireCidrs } from '#lib/users/require-cidrs.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { SignInSettings } from '#lib/users/session-schema.ts'
import { readSignInSettings, signInSettingsKey } from '#lib/users/sign-in-settings.ts'
import { canBreakGlass, userTransaction } from '#lib/users/user-transaction.ts'
import { requireOtherAdministrator } from './local-off.ts'

export async function getSignInSettings(ctx: Context): Promise<SignInSettings> {
  requirePermission(ctx, 'sign-in:manage')
  return await readSignInSettings()
}

/**
 * Changes the rules of every sign-in. They hold at once, also for sessions that are open.
 *
 * @throws AppError INVALID_INPUT for addresses that would keep the one out who sets them, or no break-glass account while local
 *   sign-in is off; CONFLICT while no other provider has an administrator
 */
export async function updateSignInSettings(ctx: Context, patch: Partial<SignInSettings>): Promise<SignInSettings> {
  requirePermission(ctx, 'sign-in:manage')
  requireCidrs(patch.allowedCidrs ?? [], 'body.allowedCidrs')
  if (patch.allowedCidrs && !isAllowedFrom(patch.allowedCidrs, ctx.address)) {
    const detail = `Your own address ${ctx.address} is not among them: you could not sign in again.`
    throw new AppError('INVALID_INPUT', detail, {
      fields: [{ path: 'body.allowedCidrs', rule: 'excludesYou', detail }],
    })
  }
  const before = await readSignInSettings()
  const entry = { action: 'sign-in.update-settings', target: { kind: 'settings', name: 'sign-in' }, before }
  return await audited(ctx, entry, async (record) => {
    const after = await userTransaction(async (tx) => {
      const current = await readSignInSettings(tx)
      const value = {
        ...current,
        ...Object.fromEntries(Object.entries(patch).filter(([, each]) => each !== undefined)),
      }
      await tx.setting.upsert({
        where: { key: signInSettingsKey },
        create: { key: signInSettingsKey, value },
        update: { value },
      })
      if (!value.isLocalEnabled) {
        const id = value.breakGlassUserId
        if (id === null || !(await canBreakGlass(tx, id))) throw noBreakGlass()
      }
      await requireOtherAdministrator(tx)
      return value
    })
    record.after(after)
    return after
  })
}

function noBreakGlass(): AppError {
  const detail = 'An active local account with a password and the set admin on all clusters, without an end.'
  return new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'body.breakGlassUserId', rule: 'breakGlass', detail }],
  })
}
