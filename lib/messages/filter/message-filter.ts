import { AppError } from '#lib/errors.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { type Sight, seenAs } from '../seen-as.ts'
import { bodyVariables, ExpressionError, propertyVariables, readExpression } from './expression.ts'
import { FilterStopped, runBatch } from './filter-pool.ts'
import type { FilterBatch, FilterFault, Verdict } from './filter-thread.ts'

export type { FilterFault, Verdict } from './filter-thread.ts'

/** A filter that was read and may be asked about messages. */
export interface MessageFilter {
  expression: string
  /** It looks at the body: who asks needs `message:read-body`, for whatever it finds tells of the body. */
  needsBody: boolean
  /** It looks at what lies in the properties: them, tag, keys or producer. */
  needsProperties: boolean
}

const MAX_BATCH_MESSAGES = 256
const MAX_BATCH_BYTES = 4 * 1024 * 1024

/**
 * Reads a CEL expression about a message. Nothing is evaluated.
 *
 * @param path of the field that it came in
 * @throws AppError INVALID_INPUT with the place: line and column from 1, `start` and `end` in characters
 */
export function compileFilter(expression: string, path = 'query.filter'): MessageFilter {
  try {
    const { variables } = readExpression(expression)
    return {
      expression,
      needsBody: !variables.isDisjointFrom(bodyVariables),
      needsProperties: !variables.isDisjointFrom(propertyVariables),
    }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const before = expression.slice(0, error.start).split('\n')
    const line = before.length
    const column = (before.at(-1)?.length ?? 0) + 1
    const detail = `The filter is wrong at line ${line}, column ${column}: ${error.message}`
    const params = { line, column, start: error.start, end: error.end, why: error.message }
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path, rule: 'filter', params, detail }] })
  }
}

/**
 * Asks a filter about messages: for each one true, false, or why it could not be judged. The expression runs in a thread with a
 * limit of time and memory; it decompresses and decodes bodies there too.
 *
 * @throws AppError INVALID_INPUT when the expression was stopped at a limit; the reason of the signal
 */
export async function judgeMessages(
  filter: MessageFilter,
  messages: readonly StoredMessage[],
  { signal }: { signal: AbortSignal },
): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const batch of batchesOf(messages)) {
    verdicts.push(...(await runBatch(toBatch(filter, batch), signal).catch(stopped)))
  }
  return verdicts
}

/** What a filter could not judge in one search: how many, and the first ones. */
export class FilterFaults {
  /** Shown of all. */
  static readonly SHOWN = 5
  /** The next page reads again what this one has not handed out: so far back a message is known. */
  private static readonly REMEMBERED = 20_000
  count = 0
  readonly first: { message: StoredMessage; fault: FilterFault }[] = []
  private readonly seen = new Set<string>()

  add(message: StoredMessage, fault: FilterFault): void {
    if (this.seen.has(message.offsetMsgId)) return
    if (this.seen.size === FilterFaults.REMEMBERED) this.seen.clear()
    this.seen.add(message.offsetMsgId)
    this.count++
    if (this.first.length < FilterFaults.SHOWN) this.first.push({ message, fault })
  }
}

/** Those that the filter accepts, by what the reader may see of them. Faults are noted, not thrown: one odd message must not hide the others. */
export async function filterMessages(
  filter: MessageFilter,
  messages: readonly StoredMessage[],
  { signal, faults, mayUnmask }: Sight & { signal: AbortSignal; faults: FilterFaults },
): Promise<StoredMessage[]> {
  if (messages.length === 0) return []
  const seen = messages.map((message) => seenAs(message, { mayUnmask }))
  const verdicts = await judgeMessages(filter, seen, { signal })
  return messages.filter((message, index) => {
    const verdict = verdicts[index] ?? false
    if (typeof verdict !== 'object') return verdict
    faults.add(message, verdict)
    return false
  })
}

function* batchesOf(messages: readonly StoredMessage[]): Generator<StoredMessage[]> {
  let batch: StoredMessage[] = []
  let bytes = 0
  for (const message of messages) {
    if (batch.length === MAX_BATCH_MESSAGES || (batch.length > 0 && bytes + message.storeBytes > MAX_BATCH_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(message)
    bytes += message.storeBytes
  }
  if (batch.length > 0) yield batch
}

/** What the thread needs, and no more: to copy is most of the cost of a filter. */
function toBatch(
  { expression, needsBody, needsProperties }: MessageFilter,
  messages: readonly StoredMessage[],
): FilterBatch {
  // One copy for all: the views of the messages lie in the bytes of whole answers.
  const bodies = needsBody ? Buffer.concat(messages.map(({ storedBody }) => storedBody)) : null
  let end = 0
  return {
    expression,
    bodies,
    messages: messages.map((message) => {
      const { bornTimestamp, storeTimestamp, queueId, queueOffset, reconsumeTimes, bornHost } = message
      const { storeBytes, compression, storedBody } = message
      end += storedBody.length
      return {
        ...{ bornTimestamp, storeTimestamp, queueId, queueOffset, reconsumeTimes, bornHost, storeBytes, compression },
        ...(needsProperties && { properties: message.properties }),
        bodyEnd: end,
      }
    }),
  }
}

function stopped(error: unknown): never {
  if (!(error instanceof FilterStopped)) throw error
  const { reason, limit } = error
  const detail =
    reason === 'TIME'
      ? `The filter took more than ${limit} ms for a few messages and was stopped.`
      : `The filter needed more than ${limit / 1024 / 1024} MiB for a few messages and was stopped.`
  const rule = reason === 'TIME' ? 'filterTooSlow' : 'filterTooLarge'
  throw new AppError(
    'INVALID_INPUT',
    detail,
    { fields: [{ path: 'query.filter', rule, params: { limit }, detail }] },
    { cause: error },
  )
}
