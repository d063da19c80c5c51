import { AppError } from '#lib/errors.ts'

/** What the database says of a second view of one name, in words; anything else as it is. */
export function asNameTaken(error: unknown, name: string | undefined): unknown {
  const isTaken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002'
  if (!isTaken) return error
  const detail = `You have a view of this list that is called ${name}.`
  return new AppError('CONFLICT', detail, { fields: [{ path: 'body.name', rule: 'taken', detail }] }, { cause: error })
}
