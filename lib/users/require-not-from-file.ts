import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'

/**
 * What APOGEE_ACCESS_FILE says would be back with its next reading, so nobody but the file changes it.
 * @param what as the sentence begins: `The permission set on-call`
 * @throws AppError CONFLICT
 */
export function requireNotFromFile(ctx: Context, row: { isFromFile: boolean }, what: string): void {
  if (!row.isFromFile || ctx.isAccessFile) return
  const detail = `${what} comes from the file of APOGEE_ACCESS_FILE. Change it there.`
  throw new AppError('CONFLICT', detail, { reason: 'FROM_FILE' })
}
