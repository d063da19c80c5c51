import { AppError } from '#lib/errors.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { type Sight, seenAs } from '../seen-as.ts'
import { bodyVariables, ExpressionError, readExpression } from './expression.ts'
import { FilterStopped, MAX_BYTES, MAX_MESSAGES, runBatch } from './filter-pool.ts'
import type { FilterBatch, FilterFault, Verdict } from './filter-thread.ts'

import { type FilteredField, type FilteredMessages, fieldsOfVariable } from './message-variables.ts'

export type { FilterFault, Verdict } from './filter-thread.ts'

/** A filter that was read and may be asked about messages. */
export interface MessageFilter {
  expression: string
  /** It looks at the body: who asks needs `message:read-body`, for whatever it finds tells of the body. */
  needsBody: boolean
  /** Fields of a message that its variables are made of. */
  fields: ReadonlySet<FilteredField>
}

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
      fields: new Set([...variables].flatMap((name) => fieldsOfVariable[name])),
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
    if (batch.length === MAX_MESSAGES || (batch.length > 0 && bytes + message.storeBytes > MAX_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(message)
    bytes += message.storeBytes
  }
  if (batch.length > 0) yield batch
}

/** What the thread needs, and no more: to hand it over is most of the cost of a filter. */
function toBatch({ expression, needsBody, fields }: MessageFilter, messages: readonly StoredMessage[]): FilterBatch {
  const of: FilteredMessages = {}
  for (const field of fields) Object.assign(of, { [field]: messages.map((message) => message[field]) })
  return { expression, count: messages.length, messages: of, bodies: needsBody ? joinBodies(messages) : null }
}

/** One copy of all, in memory of its own that the thread is given: the views of the messages lie in the bytes of whole answers. */
function joinBodies(messages: readonly StoredMessage[]): FilterBatch['bodies'] {
  const stored = messages.map(({ storedBody }) => storedBody)
  const bytes = new Uint8Array(stored.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  const ends = stored.map((body) => {
    bytes.set(body, end)
    end += body.length
    return end
  })
  return { bytes, ends }
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
