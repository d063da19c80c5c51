import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildStoredMessage, type StoredMessageParts } from '../testing/stored-message-builder.ts'
import { decodeOffsetMsgId } from './message-id.ts'
import { decodeStoredMessages, type StoredMessage } from './stored-message.ts'

/** Written by MessageDecoder.encode of 5.5.0: the same message with IPv4 and with IPv6 hosts. */
const golden =
  '00000086daa320a73610a6860000000300000007000000000000002a000000000001e240000000000000018bcfe568000a01020300009c41' +
  '0000018bcfe5687b7f00000100002a9f0000000200000000000000090000000568656c6c6f09546f70696354657374001d' +
  '636f6c6f7201626cc3a5024b455953016b310254414753015461674102'
const goldenIpv6 =
  '0000009edaa320a73610a6860000000300000007000000000000002a000000000001e240000000300000018bcfe56800' +
  '20010db800000000000000000000000200009c410000018bcfe5687b20010db800000000000000000000000100002a9f' +
  '0000000200000000000000090000000568656c6c6f09546f70696354657374001d636f6c6f7201626cc3a5024b455953016b310254414753015461674102'

const goldenMessage: StoredMessage = {
  storeBytes: 134,
  magicVersion: 1,
  bodyCrc: 0x3610a686,
  isCrcOk: true,
  queueId: 3,
  flag: 7,
  queueOffset: 42n,
  commitLogOffset: 123456n,
  sysFlag: 0,
  bornTimestamp: new Date(1_700_000_000_000),
  bornHost: '10.1.2.3:40001',
  storeTimestamp: new Date(1_700_000_000_123),
  storeHost: '127.0.0.1:10911',
  reconsumeTimes: 2,
  preparedTransactionOffset: 9n,
  storedBody: Buffer.from('hello'),
  compression: 'none',
  topicName: 'TopicTest',
  properties: new Map([
    ['color', 'blå'],
    ['KEYS', 'k1'],
    ['TAGS', 'TagA'],
  ]),
  offsetMsgId: '7F00000100002A9F000000000001E240',
  uniqKey: null,
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((ip) =>
  Buffer.from(ip)
    .toString('hex')
    .replace(/(.{4})(?!$)/g, '$1:'),
)
const port = fc.integer({ min: 0, max: 65535 })
const host = fc.oneof(
  fc.tuple(fc.ipV4(), port).map(([ip, number]) => `${ip}:${number}`),
  fc.tuple(ipv6, port).map(([ip, number]) => `[${ip}]:${number}`),
)
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !text.includes('\u0001') && !text.includes('\u0002'))
const storedMessages: fc.Arbitrary<Required<StoredMessageParts>> = fc.record({
  magicVersion: fc.constantFrom(1 as const, 2 as const),
  bodyCrc: int32,
  queueId: int32,
  flag: int32,
  queueOffset: int64,
  commitLogOffset: int64,
  sysFlag: fc.constantFrom(0, 0x1, 0x8, 0x101, 0x201, 0x301, 0xc0),
  bornTimestamp: fc.date({ noInvalidDate: true }),
  bornHost: host,
  storeTimestamp: fc.date({ noInvalidDate: true }),
  storeHost: host,
  reconsumeTimes: int32,
  preparedTransactionOffset: int64,
  storedBody: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  topicName: word,
  properties: fc.array(fc.tuple(word, word), { maxLength: 5 }).map((entries) => new Map(entries)),
})

function decodeOne(bytes: Buffer): StoredMessage {
  const { messages, damagedBytes } = decodeStoredMessages(bytes)
  expect(damagedBytes).toBe(0)
  expect(messages).toHaveLength(1)
  const [message] = messages
  if (!message) throw new Error('No message')
  return message
}

describe('decodeStoredMessages', () => {
  it('reads what the Java class writes, and the builder of these tests writes the same', () => {
    expect(decodeOne(Buffer.from(golden, 'hex'))).toEqual(goldenMessage)
    expect(buildStoredMessage(goldenMessage).toString('hex')).toBe(golden)
  })

  it('reads IPv6 hosts', () => {
    expect(decodeOne(Buffer.from(goldenIpv6, 'hex'))).toEqual({
      ...goldenMessage,
      storeBytes: 158,
      sysFlag: 0x30,
      bornHost: '[2001:db8::2]:40001',
      storeHost: '[2001:db8::1]:10911',
      offsetMsgId: '20010DB800000000000000000000000100002A9F000000000001E240',
    })
  })

  it('reads any messages back to back', () => {
    fc.assert(
      fc.property(fc.array(storedMessages, { maxLength: 4 }), (given) => {
        const { messages, damagedBytes } = decodeStoredMessages(Buffer.concat(given.map(buildStoredMessage)))
        expect(damagedBytes).toBe(0)
        // Building again what was read compares every field, and addresses whatever way they were written.
        expect(messages.map((message) => buildStoredMessage(message))).toEqual(given.map(buildStoredMessage))
        for (const [index, message] of messages.entries()) {
          const { bodyCrc, storedBody } = given[index] ?? {}
          expect(message.isCrcOk).toBe((crc32(storedBody ?? '') & 0x7fffffff) === ((bodyCrc ?? 0) & 0x7fffffff))
        }
      }),
    )
  })

  it('gives an id that leads back to the message', () => {
    const message = decodeOne(
      buildStoredMessage({ storeHost: '10.9.8.7:10911', commitLogOffset: 9223372036854775807n }),
    )
    expect(decodeOffsetMsgId(message.offsetMsgId)).toEqual({
      address: '10.9.8.7:10911',
      commitLogOffset: 9223372036854775807n,
    })
  })

  it('reads a topic longer than 127 bytes in either layout', () => {
    for (const magicVersion of [1, 2] as const) {
      const topicName = 't'.repeat(200)
      expect(decodeOne(buildStoredMessage({ magicVersion, topicName })).topicName).toBe(topicName)
    }
    const topicName = `%DLQ%${'t'.repeat(300)}`
    expect(decodeOne(buildStoredMessage({ magicVersion: 2, topicName })).topicName).toBe(topicName)
  })

  it('reads properties longer than Java’s signed length', () => {
    const properties = new Map([['long', 'x'.repeat(40_000)]])
    expect(decodeOne(buildStoredMessage({ properties })).properties).toEqual(properties)
  })

  it.each([
    [0, 'none'],
    [0x300, 'none'],
    [0x1, 'zlib'],
    [0x301, 'zlib'],
    [0x101, 'lz4'],
    [0x201, 'zstd'],
    [0x401, 'unknown'],
  ])('takes sysFlag %i for %s compression', (sysFlag, compression) => {
    expect(decodeOne(buildStoredMessage({ sysFlag })).compression).toBe(compression)
  })

  it('gives the unique id', () => {
    const properties = new Map([['UNIQ_KEY', '0A01020310011DBD16A607B98A000005']])
    expect(decodeOne(buildStoredMessage({ properties })).uniqKey).toBe('0A01020310011DBD16A607B98A000005')
  })

  it('says when the body is not what was stored', () => {
    const bytes = Buffer.from(golden, 'hex')
    bytes.write('jello', bytes.indexOf('hello'))
    expect(decodeOne(bytes).isCrcOk).toBe(false)
  })

  it('takes the body from the given bytes without a copy', () => {
    const bytes = Buffer.from(golden, 'hex')
    expect(decodeOne(bytes).storedBody.buffer).toBe(bytes.buffer)
  })
})

describe('damaged bytes', () => {
  const whole = Buffer.from(golden, 'hex')

  function damaged(change: (bytes: Buffer) => void): Buffer {
    const bytes = Buffer.from(whole)
    change(bytes)
    return bytes
  }

  it('after an answer cut at any byte are what follows the last whole message', () => {
    const bytes = Buffer.concat([whole, whole])
    for (let end = 0; end <= bytes.length; end++) {
      const { messages, damagedBytes } = decodeStoredMessages(bytes.subarray(0, end))
      expect(messages).toHaveLength(Math.floor(end / whole.length))
      expect(damagedBytes).toBe(end % whole.length)
    }
  })

  it.each([
    ['a size of 0', damaged((bytes) => bytes.writeInt32BE(0, 0))],
    ['a negative size', damaged((bytes) => bytes.writeInt32BE(-1, 0))],
    ['a size too small for any message', damaged((bytes) => bytes.writeInt32BE(90, 0))],
    ['a size beyond the answer', damaged((bytes) => bytes.writeInt32BE(0x7fffffff, 0))],
    ['a magic number of no message', damaged((bytes) => bytes.writeInt32BE(0, 4))],
    ['the filler at the end of a file', damaged((bytes) => bytes.writeInt32BE(-875286124, 4))],
  ])('are all from %s on', (_what, bytes) => {
    const { messages, damagedBytes } = decodeStoredMessages(Buffer.concat([whole, bytes, whole]))
    expect(messages).toHaveLength(1)
    expect(damagedBytes).toBe(2 * whole.length)
  })

  const bodyLengthAt = whole.indexOf('hello') - 4
  const topicLengthAt = whole.indexOf('TopicTest') - 1
  const propertiesLengthAt = whole.indexOf('color') - 2

  it.each([
    ['a body longer than its message', damaged((bytes) => bytes.writeInt32BE(100, bodyLengthAt))],
    ['a negative body length', damaged((bytes) => bytes.writeInt32BE(-1, bodyLengthAt))],
    ['a topic longer than its message', damaged((bytes) => bytes.writeUInt8(255, topicLengthAt))],
    ['properties longer than its message', damaged((bytes) => bytes.writeUInt16BE(0xffff, propertiesLengthAt))],
    ['IPv6 flags that make it too short', buildStoredMessage().fill(0x30, 39, 40)],
    ['a store time that is none', damaged((bytes) => bytes.fill(0x7f, 56, 64))],
  ])('are one message with %s', (_what, bytes) => {
    const { messages, damagedBytes } = decodeStoredMessages(Buffer.concat([whole, bytes, whole]))
    expect(messages).toEqual([goldenMessage, goldenMessage])
    expect(damagedBytes).toBe(bytes.length)
  })

  it('never make the decoder throw, and every byte is either in a message or damaged', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2 * whole.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const bytes = Buffer.concat([whole, whole])
        for (const [at, value] of changes) bytes[at] = value
        const { messages, damagedBytes } = decodeStoredMessages(bytes)
        expect(messages.reduce((sum, message) => sum + message.storeBytes, damagedBytes)).toBe(bytes.length)
      }),
      { numRuns: 1000 },
    )
  })
})
