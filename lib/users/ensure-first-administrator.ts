import { readFile } from 'node:fs/promises'
import { audited } from '#lib/audit/audited.ts'
import { env } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import { hashPassword } from '#lib/users/auth.ts'
import { workerContext } from '#lib/users/context.ts'
import { createFirstAdministrator } from '#lib/users/create-first-administrator.ts'
import { requireGoodPassword } from '#lib/users/password-policy.ts'
import { NewPassword, UserName } from '#lib/users/schema.ts'
import { isSetUp } from '#lib/users/set-up-state.ts'

/**
 * Creates the administrator that APOGEE_ADMIN_NAME and APOGEE_ADMIN_PASSWORD_FILE name, if there is no user yet; later starts
 * leave users alone, also when the file has changed. To be called when the web process starts.
 *
 * @throws Error with one sentence that says what is wrong with the name, the file or the password
 */
export async function ensureFirstAdministrator(): Promise<void> {
  const { APOGEE_ADMIN_NAME: name, APOGEE_ADMIN_PASSWORD_FILE: file } = env()
  if (name === undefined || file === undefined || (await isSetUp())) return
  const password = await readPassword(file)
  requireValid(name, password)
  const passwordHash = await hashPassword(password)
  const ctx = workerContext(new AbortController().signal)
  const entry = { action: 'user.set-up', target: { kind: 'user', name }, detail: { source: 'environment' } }
  try {
    await audited(ctx, entry, () =>
      createFirstAdministrator({
        name,
        displayName: name,
        email: `${name}@local.invalid`,
        passwordHash,
        mustChangePassword: false,
      }),
    )
    log.info({ name }, 'first administrator created from the environment')
  } catch (error) {
    // Another process of the same start was first.
    if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error
  }
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new Error(`APOGEE_ADMIN_PASSWORD_FILE: ${file} cannot be read.`, { cause })
  }
}

function requireValid(name: string, password: string): void {
  if (!UserName.safeParse(name).success) {
    throw new Error(
      'APOGEE_ADMIN_NAME must be 2 to 63 of a-z, 0-9, dot, underscore, hyphen, and start with a letter or digit.',
    )
  }
  if (!NewPassword.safeParse(password).success) {
    throw new Error('The password in APOGEE_ADMIN_PASSWORD_FILE must have 12 to 128 characters.')
  }
  requireGoodPassword(password, name, 'APOGEE_ADMIN_PASSWORD_FILE')
}
