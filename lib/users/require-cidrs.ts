import { isCidr } from '#lib/cidr.ts'
import { AppError } from '#lib/errors.ts'

/**
 * @param path of the list, for the error
 * @throws AppError INVALID_INPUT that marks each entry that is neither an address nor a range
 */
export function requireCidrs(cidrs: readonly string[], path: string): void {
  const detail = 'An address or a range such as 10.0.0.0/8.'
  const fields = cidrs.flatMap((cidr, i) => (isCidr(cidr) ? [] : [{ path: `${path}.${i}`, rule: 'cidr', detail }]))
  if (fields.length > 0) throw new AppError('INVALID_INPUT', detail, { fields })
}
