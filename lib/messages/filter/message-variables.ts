import { UnsignedInt } from '@marcbachmann/cel-js/evaluator'
import { bodyText } from '#lib/messages/decode-body.ts'
import { decompressBody } from '#lib/rocketmq/codec/decompress-body.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'

/** What the thread is told of a message; the body only where the expression names it. */
export interface FilteredMessage
  extends Pick<
    StoredMessage,
    'properties' | 'bornTimestamp' | 'storeTimestamp' | 'queueId' | 'queueOffset' | 'reconsumeTimes' | 'bornHost'
  > {
  storeBytes: number
  storedBody?: Uint8Array
  compression: StoredMessage['compression']
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
  private readonly message: FilteredMessage
  private text: string | undefined
  private value: { json: unknown } | undefined

  constructor(message: FilteredMessage) {
    const { properties } = message
    this.message = message
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
    const { storedBody = new Uint8Array(), compression } = this.message
    let bytes: Buffer
    try {
      bytes = decompressBody({ storedBody: Buffer.from(storedBody.buffer), compression })
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
    return JSON.parse(text, exactNumber)
  } catch {
    throw new NoValue('BODY_NOT_JSON', 'The body is no JSON.')
  }
}

/** Whole numbers as 64 bits wide as they were written: never by way of a JavaScript number. */
function exactNumber(_key: string, value: unknown, { source }: { source: string } = { source: '' }): unknown {
  if (typeof value !== 'number' || !/^-?\d+$/.test(source)) return value
  const exact = BigInt(source)
  if (exact >= MIN_INT64 && exact <= MAX_INT64) return exact
  return exact > 0n && exact <= MAX_UINT64 ? new UnsignedInt(exact) : value
}
