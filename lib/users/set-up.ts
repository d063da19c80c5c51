import type { z } from 'zod'
import { audited } from '#lib/audit/audited.ts'
import { AppError } from '#lib/errors.ts'
import { hashPassword } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'
import { createFirstAdministrator } from '#lib/users/create-first-administrator.ts'
import { openSession } from '#lib/users/open-session.ts'
import { requireGoodPassword } from '#lib/users/password-policy.ts'
import type { setUpEndpoint } from '#lib/users/session-api.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { isSetUp } from '#lib/users/set-up-state.ts'
import { isSetupCode } from '#lib/users/setup-code.ts'

export type SetUpInput = z.output<NonNullable<typeof setUpEndpoint.body>>

/** Is there still something to set up? @throws AppError NOT_FOUND once there is a user */
export async function getSetUp(): Promise<{ isOpen: true }> {
  if (await isSetUp()) throw new AppError('NOT_FOUND', 'Set-up has been done.')
  return { isOpen: true }
}

/**
 * Creates the first administrator and signs them in.
 *
 * @throws AppError NOT_FOUND once there is a user
 * @throws AppError FORBIDDEN for a wrong code
 */
export async function setUp(ctx: Context, input: SetUpInput): Promise<SessionShape> {
  await getSetUp()
  if (!(await isSetupCode(input.code))) {
    const detail = 'This is not the code that the server printed to its log.'
    throw new AppError('FORBIDDEN', detail, { fields: [{ path: 'body.code', rule: 'setupCode', detail }] })
  }
  requireGoodPassword(input.password, input.name, 'body.password')
  const { name, email, password, language, timeZone } = input
  const passwordHash = await hashPassword(password)
  const entry = { action: 'user.set-up', target: { kind: 'user', name } }
  await audited(ctx, entry, async (record) => {
    await createFirstAdministrator({
      name,
      displayName: name,
      email,
      passwordHash,
      mustChangePassword: false,
      language,
      timeZone,
    })
    record.after({ name, email, permissionSet: 'admin', scope: { clusters: 'all' } })
  })
  const opened = await openSession(ctx, name, password)
  if (!opened) throw new Error('the first administrator cannot sign in')
  ctx.cookies?.push(...opened.cookies)
  return opened.session
}
