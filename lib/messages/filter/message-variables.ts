import { UnsignedInt } from '@marcbachmann/cel-js/evaluator'
import { bodyText } from '#lib/body-text.ts'
import { decompressBody } from '#lib/rocketmq/codec/decompress-body.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'

/** What the thread is told of a message. */
export interface FilteredMessage
  extends Pick<
    StoredMessage,
    | 'bornTimestamp'
    | 'storeTimestamp'
    | 'queueId'
    | 'queueOffset'
    | 'reconsumeTimes'
    | 'bornHost'
    | 'storeBytes'
    | 'compression'
  > {
  /** Only where the expression names something of them. */
  properties?: StoredMessage['properties']
  /** Where its body ends in the bytes of the batch; it begins where the one before ends. */
  bodyEnd: number
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
 * A message as expressions see it. The body is decoded when it is reached: a message that an earlier condition has decided about
 * costs nothing more.
 */
export class MessageVariables {
  readonly props: ReadonlyMap<string, string>
  readonly bornTimestamp: Date
  readonly storeTimestamp: Date
  readonly tags: string
  readonly keys: string[]
  readonly size: bigint
  readonly queueId: bigint
  readonly queueOffset: bigint
  readonly reconsumeTimes: bigint
  readonly bornHost: string
  private readonly compression: StoredMessage['compression']
  private readonly storedBody: Buffer
  private text: string | undefined
  private value: { json: unknown } | undefined

  /** @param storedBody empty where the expression does not name it */
  constructor(message: FilteredMessage, storedBody: Buffer = Buffer.alloc(0)) {
    const { properties = new Map<string, string>() } = message
    this.compression = message.compression
    this.storedBody = storedBody
    this.props = properties
    this.bornTimestamp = message.bornTimestamp
    this.storeTimestamp = message.storeTimestamp
    this.tags = properties.get('TAGS') ?? ''
    this.keys = (properties.get('KEYS') ?? '').split(' ').filter(Boolean)
    this.size = BigInt(message.storeBytes)
    this.queueId = BigInt(message.queueId)
    this.queueOffset = message.queueOffset
    this.reconsumeTimes = BigInt(message.reconsumeTimes)
    this.bornHost = properties.get('__BORNHOST') ?? message.bornHost
  }

  get body(): string {
    this.text ??= this.decode()
    return this.text
  }

  get json(): unknown {
    this.value ??= { json: parseJson(this.body) }
    return this.value.json
  }

  private decode(): string {
    let bytes: Buffer
    try {
      bytes = decompressBody({ storedBody: this.storedBody, compression: this.compression })
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
