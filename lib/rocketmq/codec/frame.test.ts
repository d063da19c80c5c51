import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../errors.ts'
import { type Command, isOneway, isResponse } from './command.ts'
import { encodeFrame, FrameReader } from './frame.ts'
import { signRequest } from './sign.ts'

const binaryGolden = '0000001901000015006907019100000001000000000000000000000000'

function command(parts: Partial<Command> = {}): Command {
  return {
    code: 105,
    language: 'OTHER',
    version: 401,
    opaque: 1,
    flag: 0,
    remark: null,
    extFields: Object.create(null),
    body: Buffer.alloc(0),
    serializeType: 'JSON',
    ...parts,
  }
}

function frame(bytes: { length?: number; type?: number; headerLength?: number; rest: Buffer | string }): Buffer {
  const rest = Buffer.from(bytes.rest)
  const prefix = Buffer.alloc(8)
  prefix.writeInt32BE(bytes.length ?? 4 + rest.length)
  prefix.writeUInt8(bytes.type ?? 0, 4)
  prefix.writeUIntBE(bytes.headerLength ?? rest.length, 5, 3)
  return Buffer.concat([prefix, rest])
}

function readError(bytes: Buffer, reader = new FrameReader()): ProtocolError {
  try {
    reader.push(bytes)
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
  throw new Error('The reader accepted the bytes')
}

const commands = fc.record({
  code: fc.integer({ min: 0, max: 0x7fff }),
  language: fc.constantFrom('JAVA', 'OTHER', 'GO', 'NODE_JS'),
  version: fc.integer({ min: 0, max: 612 }),
  opaque: fc.integer({ min: 0, max: 0x7fffffff }),
  flag: fc.integer({ min: 0, max: 3 }),
  remark: fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
  extFields: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
    noNullPrototype: false,
  }),
  body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  serializeType: fc.constantFrom('JSON' as const, 'ROCKETMQ' as const),
})

/** Field by field: the prototype of `extFields` is not part of what a command says. */
function expectSame(actual: Command, expected: Command): void {
  expect({ ...actual, extFields: Object.entries(actual.extFields) }).toEqual({
    ...expected,
    extFields: Object.entries(expected.extFields),
  })
}

describe('encodeFrame', () => {
  it('writes the golden binary frame', () => {
    expect(encodeFrame(command({ serializeType: 'ROCKETMQ' })).toString('hex')).toBe(binaryGolden)
  })

  it('writes the golden JSON frame, signed', () => {
    const extFields = signRequest(
      { topic: 'TopicTest', AccessKey: 'rocketmq2', acceptStandardJsonOnly: 'true' },
      Buffer.alloc(0),
      { accessKey: 'rocketmq2', secretKey: '12345678' },
    )
    const bytes = encodeFrame(command({ extFields }))
    expect(bytes.subarray(0, 8).toString('hex')).toBe('000000eb000000e7')
    expect(bytes.subarray(8).toString()).toBe(
      '{"code":105,"extFields":{"topic":"TopicTest","AccessKey":"rocketmq2","acceptStandardJsonOnly":"true",' +
        '"Signature":"EvCVn1/pIhQGNcZnAZsj264sC2k="},"flag":0,"language":"OTHER","opaque":1,' +
        '"serializeTypeCurrentRPC":"JSON","version":401}',
    )
  })

  it('refuses to cut a LITE code to the int16 of a binary header, and carries it in JSON', () => {
    expect(() => encodeFrame(command({ code: 200074, serializeType: 'ROCKETMQ' }))).toThrow(ProtocolError)
    expect(new FrameReader().push(encodeFrame(command({ code: 200074 })))[0]?.code).toBe(200074)
  })

  it('refuses a header longer than 24 bits can say', () => {
    const huge = command({ remark: 'x'.repeat(0x1000000) })
    expect(() => encodeFrame(huge)).toThrow(/longer than the 16777215/)
  })
})

describe('FrameReader', () => {
  it('reads back any command in either header form', () => {
    fc.assert(
      fc.property(commands, (sent) => {
        const [received, ...others] = new FrameReader().push(encodeFrame(sent))
        expect(others).toEqual([])
        if (received) expectSame(received, sent)
        expect(received).toBeDefined()
      }),
    )
  })

  it('reads frames split at every position, and two in one chunk', () => {
    const first = command({ opaque: 7, remark: 'größe', extFields: { a: '1' }, body: Buffer.from('body') })
    const second = command({ opaque: 8, serializeType: 'ROCKETMQ', body: Buffer.from([0, 0, 0, 9]) })
    const bytes = Buffer.concat([encodeFrame(first), encodeFrame(second)])
    expect(new FrameReader().push(bytes).map((each) => each.opaque)).toEqual([7, 8])
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = new FrameReader()
      const read = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))]
      expect(read).toHaveLength(2)
      if (read[0] && read[1]) {
        expectSame(read[0], first)
        expectSame(read[1], second)
      }
      expect(reader.isInsideFrame).toBe(false)
    }
  })

  it('reads any number of frames cut into any chunks', () => {
    const cut = fc.tuple(fc.array(commands, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 20 }))
    fc.assert(
      fc.property(cut, ([sent, cuts]) => {
        const bytes = Buffer.concat(sent.map(encodeFrame))
        const ends = [...cuts.map((at) => at % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
        const reader = new FrameReader()
        const read = ends.flatMap((end, index) => reader.push(bytes.subarray(ends[index - 1] ?? 0, end)))
        expect(read.map((each) => each.opaque)).toEqual(sent.map((each) => each.opaque))
        expect(read.map((each) => each.body)).toEqual(sent.map((each) => each.body))
      }),
    )
  })

  it('collects a frame larger than its first buffer from many chunks', () => {
    const body = Buffer.alloc(5_000_000, 'abc')
    const bytes = encodeFrame(command({ body }))
    const reader = new FrameReader()
    const read: Command[] = []
    for (let at = 0; at < bytes.length; at += 65_536) read.push(...reader.push(bytes.subarray(at, at + 65_536)))
    expect(read[0]?.body.equals(body)).toBe(true)
  })

  it('knows whether it stands inside a frame', () => {
    const reader = new FrameReader()
    expect(reader.isInsideFrame).toBe(false)
    reader.push(encodeFrame(command()).subarray(0, 3))
    expect(reader.isInsideFrame).toBe(true)
  })

  it.each([
    ['a negative length', frame({ length: -1, rest: '{}' }), 0],
    ['a length too short for its own header length', frame({ length: 3, rest: '' }), 0],
    ['a length beyond the limit', frame({ length: 64 * 1024 * 1024 + 1, rest: '' }), 0],
    ['a header longer than its frame', frame({ headerLength: 3, rest: '{}' }), 4],
    ['a serialize type that does not exist', frame({ type: 2, rest: '{}' }), 4],
    ['a header that is no JSON', frame({ rest: '{}}' }), 8],
    ['a binary header with a remark beyond it', frame({ type: 1, rest: Buffer.alloc(21).fill(1, 13, 17) }), 25],
    ['the first bytes of a TLS handshake', Buffer.from('1603010200010001fc0303', 'hex'), 0],
    ['the first bytes of an HTTP answer', Buffer.from('HTTP/1.1 400 Bad Request\r\n'), 0],
  ])('refuses %s', (_what, bytes, positionBytes) => {
    expect(readError(bytes)).toMatchObject({ positionBytes })
  })

  it('counts the position from the start of the stream', () => {
    const good = encodeFrame(command())
    const bad = frame({ length: 1, rest: '' })
    expect(readError(Buffer.concat([good, bad])).positionBytes).toBe(good.length)
    const reader = new FrameReader()
    reader.push(Buffer.concat([good, bad.subarray(0, 2)]))
    expect(readError(bad.subarray(2), reader).positionBytes).toBe(good.length)
  })

  it('takes the limit it is given', () => {
    const bytes = encodeFrame(command({ body: Buffer.alloc(100) }))
    const length = bytes.length - 4
    expect(new FrameReader({ maxFrameBytes: length }).push(bytes)).toHaveLength(1)
    expect(readError(bytes, new FrameReader({ maxFrameBytes: length - 1 }))).toBeInstanceOf(ProtocolError)
  })

  it('throws the same error for good after bad bytes', () => {
    const reader = new FrameReader()
    const error = readError(frame({ length: 0, rest: '' }), reader)
    expect(readError(encodeFrame(command()), reader)).toBe(error)
  })

  it('never throws anything but a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isFramed) => {
        try {
          new FrameReader().push(
            isFramed ? frame({ type: (bytes[0] ?? 0) & 1, rest: Buffer.from(bytes) }) : Buffer.from(bytes),
          )
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
    )
  })
})

describe('isResponse, isOneway', () => {
  it.each([
    [0, false, false],
    [1, true, false],
    [2, false, true],
    [3, true, true],
  ])('reads flag %i', (flag, response, oneway) => {
    expect([isResponse({ flag }), isOneway({ flag })]).toEqual([response, oneway])
  })
})
