import { asBigInt, asNumber, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

export interface CommittedOffsetsBody {
  topic: string
  group: string
  /** The next offset to be consumed, by queueId. */
  offsetByQueueId: Map<number, bigint>
}

/**
 * GET_ALL_CONSUMER_OFFSET (43), to a broker: every offset that any group ever committed there, in one answer.
 *
 * Request: no header, no body.
 * Reply body: `{"offsetTable":{"topic@group":{0:12,1:7}}}`, with integers as keys. 5.5.0 adds `dataVersion` and
 * `groupTopicMap`.
 *
 * @see protocol notes §4.2, §3.2
 */
export const getAllConsumerOffset = defineRequest<void, CommittedOffsetsBody[]>({
  code: RequestCode.GET_ALL_CONSUMER_OFFSET,
  encode: () => ({}),
  decode: ({ body }) => readUsualForm(body) ?? readTable(body),
})

/**
 * The same request for a few groups: the answer holds all of them and can be megabytes, of which only what concerns these is
 * decoded.
 */
export const getAllConsumerOffsetOf = (groups: readonly string[]) =>
  defineRequest<void, CommittedOffsetsBody[]>({
    ...getAllConsumerOffset,
    decode({ body }) {
      const wanted = new Set(groups)
      return readTable(cutOut(body, groups) ?? body).filter(({ group }) => wanted.has(group))
    },
  })

const TABLE_START = '"offsetTable":{'
const QUOTE = 0x22
const COMMA = 0x2c
const ZERO = 0x30
const COLON = 0x3a
const AT = 0x40
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d
/** Of so many digits every integer is exact as a `number`. */
const SAFE_DIGITS = 15

/**
 * The table as every version writes it, by the byte: sampling reads a hundred thousand offsets every other second, and a parser that makes
 * a document of them takes several times as long.
 *
 * @returns null for anything that is not exactly that form
 */
function readUsualForm(body: Buffer): CommittedOffsetsBody[] | null {
  const named = body.indexOf(TABLE_START)
  if (named === -1) return null
  let at = named + TABLE_START.length
  const committed: CommittedOffsetsBody[] = []
  if (body[at] === CLOSE) return committed
  /** An integer that begins at `at`; −1 when there is none, or one that is too long. */
  const readInteger = (): number => {
    const start = at
    let value = 0
    for (let digit = (body[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (body[++at] ?? 0) - ZERO)
      value = value * 10 + digit
    return at === start || at - start > SAFE_DIGITS ? -1 : value
  }
  for (;;) {
    if (body[at] !== QUOTE) return null
    const start = at + 1
    let separator = -1
    for (at = start; body[at] !== QUOTE; at++) {
      const byte = body[at]
      if (byte === undefined || byte === BACKSLASH || byte > 0x7e) return null
      if (byte === AT && separator === -1) separator = at
    }
    const end = at
    if (body[end + 1] !== COLON || body[end + 2] !== OPEN) return null
    at = end + 3
    const offsetByQueueId = new Map<number, bigint>()
    while (body[at] !== CLOSE) {
      if (offsetByQueueId.size > 0 && body[at++] !== COMMA) return null
      const queueId = readInteger()
      if (queueId < 0 || body[at++] !== COLON) return null
      const offset = readInteger()
      if (offset < 0) return null
      offsetByQueueId.set(queueId, BigInt(offset))
    }
    // Neither name can hold an @; a key without one is no group's.
    if (separator !== -1) {
      const topic = body.toString('latin1', start, separator)
      committed.push({ topic, group: body.toString('latin1', separator + 1, end), offsetByQueueId })
    }
    const next = body[at + 1]
    if (next === CLOSE) return committed
    if (next !== COMMA) return null
    at += 2
  }
}

function readTable(body: Buffer): CommittedOffsetsBody[] {
  const path = '$.offsetTable'
  const table = asObject(asObject(parseTolerantJson(body), '$').get('offsetTable'), path)
  const committed: CommittedOffsetsBody[] = []
  for (const [index, key] of table.keys.entries()) {
    const name = asString(key, path)
    // Neither name can hold an @; a key without one is no group's.
    const at = name.indexOf('@')
    if (at === -1) continue
    const queues = asObject(table.values[index], `${path}.*`)
    const offsetByQueueId = new Map<number, bigint>()
    for (const [place, queueId] of queues.keys.entries()) {
      offsetByQueueId.set(asNumber(queueId, `${path}.*`), asBigInt(queues.values[place], `${path}.*`))
    }
    committed.push({ topic: name.slice(0, at), group: name.slice(at + 1), offsetByQueueId })
  }
  return committed
}

/**
 * A document with only the entries whose key ends in one of the groups; null for anything that is not the usual, dense form. Looks
 * into this one table: brokers may add others with the same keys (`pullOffsetTable`).
 */
function cutOut(body: Buffer, groups: readonly string[]): Buffer | null {
  const named = body.indexOf(TABLE_START)
  if (named === -1) return null
  const start = named + TABLE_START.length
  // The values are objects of numbers, so the first `}}` ends the last of them and the table; an empty table ends at once.
  const end = body.indexOf('}}', start)
  const table = body[start] === CLOSE || end === -1 ? Buffer.alloc(0) : body.subarray(start, end + 1)
  const entries: Buffer[] = []
  for (const group of groups) {
    const keyEnd = `@${group}":{`
    for (let at = table.indexOf(keyEnd); at !== -1; at = table.indexOf(keyEnd, at + 1)) {
      const from = table.lastIndexOf('"', at)
      const to = table.indexOf('}', at)
      if (from === -1 || to === -1) return null
      entries.push(Buffer.from(entries.length > 0 ? ',' : ''), table.subarray(from, to + 1))
    }
  }
  return Buffer.concat([Buffer.from('{"offsetTable":{'), ...entries, Buffer.from('}}')])
}
