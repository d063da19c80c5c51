import { AppError } from '#lib/errors.ts'

export const ruleNotFound = (ruleId: string) => new AppError('NOT_FOUND', `There is no masking rule ${ruleId}.`)

/** What the database says of a second one of one name, in words; anything else as it is. */
export function asNameTaken(error: unknown, name: string): unknown {
  const isTaken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002'
  if (!isTaken) return error
  const detail = `There is a masking rule that is called ${name}.`
  return new AppError('CONFLICT', detail, { fields: [{ path: 'body.name', rule: 'taken', detail }] }, { cause: error })
}
