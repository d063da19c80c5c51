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
  decode: ({ body }) => readTable(body),
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

const TABLE_START = '"offsetTable":{'

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

const CLOSE = 0x7d
