import type { Command } from '../codec/command.ts'

/** Header fields travel as strings; a field that is undefined is not sent. */
export type HeaderFields = Record<string, string | number | bigint | boolean | undefined>

export interface EncodedRequest {
  header?: HeaderFields
  body?: Buffer
}

/** What a decoder may look at. Its remark is no error: successes carry remarks too. */
export type ReplyCommand = Pick<Command, 'code' | 'extFields' | 'body'>

export interface RequestDefinition<Input, Reply> {
  code: number
  /** Changes something on the server: sent once, never again on its own. */
  isWrite?: boolean
  /** Response codes besides SUCCESS that are an answer; `decode` gets them. All others are a BrokerError. */
  answers?: readonly number[]
  encode(input: Input): EncodedRequest
  /** @throws ProtocolError when the reply is not what the code promises */
  decode(reply: ReplyCommand): Reply
}

/** One request code: how to ask and how to read the answer. Knows bytes, knows no socket. */
export function defineRequest<Input, Reply>(
  definition: RequestDefinition<Input, Reply>,
): RequestDefinition<Input, Reply> {
  return definition
}

/** Header fields as they travel. */
export function toExtFields(header: HeaderFields = {}): Record<string, string> {
  const extFields: Record<string, string> = {}
  for (const [name, value] of Object.entries(header)) {
    if (value !== undefined) extFields[name] = String(value)
  }
  return extFields
}
