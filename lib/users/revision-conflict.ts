import { AppError } from '#lib/errors.ts'

export function revisionConflict(what: string): AppError {
  return new AppError('CONFLICT', `${what} has changed since you read it. Read it again and repeat your change.`, {
    reason: 'REVISION',
  })
}
