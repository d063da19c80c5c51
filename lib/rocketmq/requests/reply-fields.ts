import { ProtocolError } from '../errors.ts'
import type { ReplyCommand } from './define-request.ts'

/** An int64 of the reply's header. @throws ProtocolError when it is absent or no integer */
export function bigintField(reply: ReplyCommand, name: string): bigint {
  const text = reply.extFields[name]
  if (text === undefined) throw new ProtocolError(`The reply's header has no field ${name}`)
  if (!/^-?\d{1,19}$/.test(text)) throw new ProtocolError(`The reply's header field ${name} is no integer`)
  return BigInt(text)
}
