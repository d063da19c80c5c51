import { AppError } from '#lib/errors.ts'
import { isCommonPassword } from '#lib/users/common-passwords.ts'

/**
 * What the length in the schema does not say: not the name, not a common one.
 * @param path of the field, for the error
 * @throws AppError INVALID_INPUT
 */
export function requireGoodPassword(password: string, name: string, path: string): void {
  const refuse = (rule: string, detail: string) => {
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path, rule, detail }] })
  }
  const lower = password.toLowerCase()
  if (lower.includes(name) && lower.replaceAll(name, '').length < 6) {
    refuse('passwordIsName', 'The password must not be the name.')
  }
  if (isCommonPassword(password)) refuse('passwordIsCommon', 'This password is among the first that are tried.')
}
