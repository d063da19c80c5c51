import { UnsignedInt } from '@marcbachmann/cel-js/evaluator'
import { bodyText } from '#lib/body-text.ts'
import { decompressBody } from '#lib/rocketmq/codec/decompress-body.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { FilterVariable } from './expression.ts'

/** Of a message, what variables are made of. The body comes beside the messages. */
export type FilteredField =
  | 'bornTimestamp'
  | 'storeTimestamp'
  | 'queueId'
  | 'queueOffset'
  | 'reconsumeTimes'
  | 'bornHost'
  | 'storeBytes'
  | 'compression'
  | 'properties'

/** What the thread is told of some messages: of each the fields that the expression names something of. */
export type FilteredMessages = { [F in FilteredField]?: StoredMessage[F][] }

/** What a variable is made of. */
export const fieldsOfVariable: Readonly<Record<FilterVariable, readonly FilteredField[]>> = {
  body: ['compression'],
  json: ['compression'],
  props: ['properties'],
  tags: ['properties'],
  keys: ['properties'],
  size: ['storeBytes'],
  bornTimestamp: ['bornTimestamp'],
  storeTimestamp: ['storeTimestamp'],
  queueId: ['queueId'],
  queueOffset: ['queueOffset'],
  reconsumeTimes: ['reconsumeTimes'],
  bornHost: ['properties', 'bornHost'],
}

/** A variable that a message has no value for. */
export class NoValue extends Error {
  override readonly name = 'NoValue'
  readonly code: 'BODY_NOT_JSON' | 'BODY_NOT_TEXT' | 'BODY_DAMAGED'

  constructor(code: NoValue['code'], message: string) {
    super(message)
    this.code = code
  }
}

const MAX_INT64 = 2n ** 63n - 1n
const MIN_INT64 = -(2n ** 63n)
const MAX_UINT64 = 2n ** 64n - 1n

/**
 * A message as expressions see it. Each variable is made when it is reached: a message that an earlier condition has decided about
 * costs nothing more.
 */
export class MessageVariables {
  private readonly messages: FilteredMessages
  private readonly index: number
  private readonly storedBody: Buffer
  private text: string | undefined
  private value: { json: unknown } | undefined

  /** @param storedBody empty where the expression does not name it */
  constructor(messages: FilteredMessages, index: number, storedBody: Buffer = Buffer.alloc(0)) {
    this.messages = messages
    this.index = index
    this.storedBody = storedBody
  }

  get props(): ReadonlyMap<string, string> {
    return this.told('properties')
  }

  get tags(): string {
    return this.props.get('TAGS') ?? ''
  }

  get keys(): string[] {
    return (this.props.get('KEYS') ?? '').split(' ').filter(Boolean)
  }

  get bornTimestamp(): Date {
    return this.told('bornTimestamp')
  }

  get storeTimestamp(): Date {
    return this.told('storeTimestamp')
  }

  get size(): bigint {
    return BigInt(this.told('storeBytes'))
  }

  get queueId(): bigint {
    return BigInt(this.told('queueId'))
  }

  get queueOffset(): bigint {
    return this.told('queueOffset')
  }

  get reconsumeTimes(): bigint {
    return BigInt(this.told('reconsumeTimes'))
  }

  get bornHost(): string {
    return this.props.get('__BORNHOST') ?? this.told('bornHost')
  }

  get body(): string {
    this.text ??= this.decode()
    return this.text
  }

  get json(): unknown {
    this.value ??= { json: parseJson(this.body) }
    return this.value.json
  }

  /** The expression names it, so it was sent along. */
  private told<F extends FilteredField>(field: F): StoredMessage[F] {
    const value = this.messages[field]?.[this.index]
    if (value === undefined) throw new Error(`unreachable: ${field} was not sent`)
    return value
  }

  private decode(): string {
    let bytes: Buffer
    try {
      bytes = decompressBody({ storedBody: this.storedBody, compression: this.told('compression') })
    } catch (error) {
      throw new NoValue('BODY_DAMAGED', error instanceof Error ? error.message : String(error))
    }
    const text = bodyText(bytes)
    if (text === null) throw new NoValue('BODY_NOT_TEXT', 'The body is no text.')
    return text
  }
}

function parseJson(text: string): unknown {
  try {
    return mustBeExact.test(text) ? JSON.parse(text, exactNumber) : withWholeNumbers(JSON.parse(text))
  } catch {
    throw new NoValue('BODY_NOT_JSON', 'The body is no JSON.')
  }
}

/** Where a JavaScript number would not tell how it was written: sixteen digits and more, `2.0`, `2e3`. */
const mustBeExact = /\d{16}|\d\.0+(?!\d)|\d[eE]/

/** CEL knows whole numbers and others apart; the former are 64 bits wide. */
function withWholeNumbers(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown> // an array has its elements as fields, too
  for (const name of Object.keys(fields)) {
    const field = fields[name]
    if (typeof field !== 'string') fields[name] = withWholeNumbers(field)
  }
  return value
}

/** Whole numbers as 64 bits wide as they were written: never by way of a JavaScript number. */
function exactNumber(_key: string, value: unknown, { source }: { source: string } = { source: '' }): unknown {
  if (typeof value !== 'number' || !/^-?\d+$/.test(source)) return value
  const exact = BigInt(source)
  if (exact >= MIN_INT64 && exact <= MAX_INT64) return exact
  return exact > 0n && exact <= MAX_UINT64 ? new UnsignedInt(exact) : value
}
