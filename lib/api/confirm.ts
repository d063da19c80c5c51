import { AppError } from '#lib/errors.ts'

/** For everything that deletes: the full name must have been typed. @throws AppError INVALID_INPUT */
export function requireConfirm(confirm: string | undefined, name: string): void {
  if (confirm === name) return
  throw new AppError('INVALID_INPUT', `Deleting ${name} needs its full name as confirm.`, {
    fields: [{ path: 'query.confirm', rule: 'confirm', params: { name }, detail: 'Type the full name.' }],
  })
}

/** Why something with deletion protection is not deleted. */
export const protectedError = (name: string) =>
  new AppError('PROTECTED', `${name} has deletion protection. Switch it off first.`)
