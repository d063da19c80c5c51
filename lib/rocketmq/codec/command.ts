/** Form of a frame's header. We send JSON; a server started with the binary form uses it for what it sends on its own. */
export type SerializeType = 'JSON' | 'ROCKETMQ'

/** A request, or the response to one. */
export interface Command {
  /** Request code, or response code in a response. */
  code: number
  /** RocketMQ's name of the sender's language: `JAVA`, `OTHER` … */
  language: string
  /** Ordinal of the sender's version: 401 is 4.9.4 (protocol notes §1.3). */
  version: number
  /** Request id, repeated by the response. */
  opaque: number
  /** Bit 0: response, bit 1: oneway. */
  flag: number
  /** A response's text. Not an error by itself: many successes carry one. */
  remark: string | null
  /** Has no prototype when decoded, so that no field name can reach one. */
  extFields: Record<string, string>
  body: Buffer
  serializeType: SerializeType
}

/** What the header of a frame says. */
export type Header = Omit<Command, 'body' | 'serializeType'>

const RESPONSE_FLAG = 1
const ONEWAY_FLAG = 2

export function isResponse(command: Pick<Command, 'flag'>): boolean {
  return (command.flag & RESPONSE_FLAG) !== 0
}

/** No response will be sent. */
export function isOneway(command: Pick<Command, 'flag'>): boolean {
  return (command.flag & ONEWAY_FLAG) !== 0
}
