const NAME_END = '\u0001'
const PROPERTY_END = '\u0002'

export type MessageType = 'NORMAL' | 'FIFO' | 'DELAY' | 'TRANSACTION'

/** Properties that RocketMQ's clients, brokers and proxies set; every other name is the user's. @see protocol notes §5.3 */
export const SYSTEM_PROPERTIES: ReadonlySet<string> = new Set([
  'KEYS',
  'TAGS',
  'UNIQ_KEY',
  'WAIT',
  'DELAY',
  'REAL_TOPIC',
  'REAL_QID',
  'RETRY_TOPIC',
  'ORIGIN_MESSAGE_ID',
  'RECONSUME_TIME',
  'MAX_RECONSUME_TIMES',
  'DLQ_ORIGIN_TOPIC',
  'DLQ_ORIGIN_MESSAGE_ID',
  'TRAN_MSG',
  'PGROUP',
  '__transactionId__',
  'TRANSACTION_CHECK_TIMES',
  'CHECK_IMMUNITY_TIME_IN_SECONDS',
  'TRAN_PREPARED_QUEUE_OFFSET',
  'TIMER_DELIVER_MS',
  'TIMER_DELAY_SEC',
  'TIMER_DELAY_MS',
  'TIMER_OUT_MS',
  'TIMER_ENQUEUE_MS',
  'TIMER_DEQUEUE_MS',
  'TIMER_ROLL_TIMES',
  'TIMER_DEL_UNIQKEY',
  'TIMER_DELAY_LEVEL',
  '__SHARDINGKEY',
  'MSG_REGION',
  'TRACE_ON',
  'POP_CK',
  'POP_CK_OFFSET',
  '1ST_POP_TIME',
  'INNER_NUM',
  'INNER_BASE',
  'INNER_MULTI_DISPATCH',
  'INNER_MULTI_QUEUE_OFFSET',
  'MIN_OFFSET',
  'MAX_OFFSET',
  'CONSUME_START_TIME',
  'CLUSTER',
  'MSG_TYPE',
  'REPLY_TO_CLIENT',
  'CORRELATION_ID',
  'TTL',
  'ARRIVE_TIME',
  'PUSH_REPLY_TIME',
  '__BORNHOST',
  'BORN_TIMESTAMP',
  'TRACE_CONTEXT',
  'INSTANCE_ID',
  'BUYER_ID',
  'TRANSFER_FLAG',
  'CORRECTION_FLAG',
  'MQ2_FLAG',
  'EXTEND_UNIQ_INFO',
  'DUP_INFO',
  'REDIRECT',
  'PROPERTY_FORWARD_QUEUE_ID',
  '__LITE_TOPIC',
  'E_T',
  '__CRC32#',
])

const TRANSIENT_PREFIX = '__RMQ.TRANSIENT.'

const DELAY_PROPERTIES = ['DELAY', 'TIMER_DELIVER_MS', 'TIMER_DELAY_SEC', 'TIMER_DELAY_MS'] as const

/**
 * `name` U+0001 `value` U+0002, repeated; the last separator may be missing. Like Java's reader this skips entries with an
 * empty name or value, and the last of two equal names wins.
 */
export function decodeProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>()
  let start = 0
  let cut = -1
  while (start < text.length) {
    const found = text.indexOf(PROPERTY_END, start)
    const end = found < 0 ? text.length : found
    // Looked for once per value, not once per entry: text full of entries without one would cost its square.
    if (cut < start) cut = indexOrEnd(text, start)
    if (cut > start && cut + 1 < end) properties.set(text.slice(start, cut), text.slice(cut + 1, end))
    start = end + 1
  }
  return properties
}

function indexOrEnd(text: string, start: number): number {
  const index = text.indexOf(NAME_END, start)
  return index < 0 ? text.length : index
}

/** @throws RangeError when a name or value holds a separator: the reader would see other properties than were meant */
export function encodeProperties(properties: ReadonlyMap<string, string>): string {
  let text = ''
  for (const [name, value] of properties) {
    for (const part of [name, value]) {
      if (part.includes(NAME_END) || part.includes(PROPERTY_END)) {
        throw new RangeError(`Property ${JSON.stringify(name)} holds a separator (U+0001 or U+0002)`)
      }
    }
    text += `${name}${NAME_END}${value}${PROPERTY_END}`
  }
  return text
}

/** Set by RocketMQ, so not to be copied when a message is sent again (except KEYS and TAGS, which are the user's words). */
export function isSystemProperty(name: string): boolean {
  return SYSTEM_PROPERTIES.has(name) || name.startsWith(TRANSIENT_PREFIX)
}

/** Type of a message for display, decided in the order in which the server does. */
export function messageType(properties: ReadonlyMap<string, string>): MessageType {
  if (properties.get('TRAN_MSG') === 'true') return 'TRANSACTION'
  if (DELAY_PROPERTIES.some((name) => properties.has(name))) return 'DELAY'
  return properties.has('__SHARDINGKEY') ? 'FIFO' : 'NORMAL'
}
