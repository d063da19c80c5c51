import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompressLz4Frames } from './lz4.ts'

const maxBytes = 16 * 1024 * 1024
const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')

/** Blocks of the lz4 command line tool for this text of 60,000 bytes, in one block each. */
const text = 'The quick brown fox. '.repeat(3000)
const match = 'ff0654686520717569636b2062726f776e20666f782e201500'
const blockHead = `${match} ${'ff'.repeat(246)}`
const frames = {
  'content size and linked blocks': `04224d18 6c40 18f6000000000000 02 16010000 ${blockHead} e150666f782e20 00000000 ca6ac1e2`,
  'block checksums': `04224d18 7440bd 16010000 ${blockHead} e150666f782e20 24b7f15c 00000000 ca6ac1e2`,
  'no checksum': `04224d18 604082 16010000 ${blockHead} e150666f782e20 00000000`,
}

/** A frame of 4 MiB blocks without sums around the given blocks. */
function frame(...blocks: (string | Buffer)[]): Buffer {
  const parts = blocks.map((block) => (typeof block === 'string' ? hex(block) : block))
  const sized = parts.flatMap((part) => [uint32(part.length), part])
  return Buffer.concat([hex('04224d18 607073'), ...sized, uint32(0)])
}

function storedFrame(content: Buffer): Buffer {
  return Buffer.concat([hex('04224d18 607073'), uint32((content.length | 0x80000000) >>> 0), content, uint32(0)])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const decoded = (bytes: Buffer, limit = maxBytes) => decompressLz4Frames(bytes, limit).toString()

describe('decompressLz4Frames', () => {
  it.each(Object.entries(frames))('reads a frame with %s', (_what, bytes) => {
    expect(decoded(hex(bytes))).toBe(text)
  })

  it('reads blocks that are stored, and any content of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), (content) => {
        expect(decompressLz4Frames(storedFrame(Buffer.from(content)), maxBytes)).toEqual(Buffer.from(content))
      }),
    )
  })

  it('reads matches that overlap what they make, and that reach into an earlier block', () => {
    expect(decoded(frame('17 61 0100'))).toBe('a'.repeat(12))
    expect(decoded(frame('20 6162', '00 0200 10 63'))).toBe('ababab' + 'c')
  })

  it('reads several frames, and steps over skippable ones', () => {
    const skippable = Buffer.concat([hex('502a4d18'), uint32(3), Buffer.from('any')])
    expect(decoded(Buffer.concat([frame('20 6162'), skippable, frame('20 6364')]))).toBe('abcd')
  })

  it('stops at the limit before it makes more', () => {
    expect(decoded(hex(frames['no checksum']), text.length)).toBe(text)
    expect(() => decoded(hex(frames['no checksum']), text.length - 1)).toThrow(RangeError)
    // One match of 255 bytes per byte of input, 255 MB in all.
    const bomb = frame(Buffer.concat([hex('1f 61 0100'), Buffer.alloc(1_000_000, 0xff), hex('00')]))
    expect(() => decoded(bomb)).toThrow(RangeError)
  })

  it.each([
    ['an empty input', Buffer.alloc(0)],
    ['the frame format of before 1.4', hex('02214c18 00000000')],
    ['another version', hex('04224d18 a07073 00000000')],
    ['a dictionary', hex('04224d18 6170 01000000 73 00000000')],
    ['a match before the frame', frame('10 61 0200')],
    ['a match at no distance', frame('10 61 0000')],
    ['a match into the frame before', Buffer.concat([frame('20 6162'), frame('00 0200 10 63')])],
    ['literals beyond their block', frame('30 6162')],
    ['a length beyond its block', frame('f0 ff')],
    ['a distance beyond its block', frame('10 61 01')],
    ['a block beyond its frame', hex('04224d18 607073 ffffff7f 00')],
    ['a stored block beyond its frame', hex('04224d18 607073 ffffffff 00')],
    ['bytes after the frame', Buffer.concat([frame('20 6162'), Buffer.from('more')])],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decoded(bytes)).toThrow(SyntaxError)
  })

  it('refuses a frame cut off at any byte', () => {
    const whole = hex(frames['block checksums'])
    for (let end = 0; end < whole.length; end++) expect(() => decoded(whole.subarray(0, end))).toThrow(SyntaxError)
  })

  it('throws nothing else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 5 }), (changes) => {
        const bytes = frame('f2 03 6162636465666768696a6b6c6d6e6f707172 0500 1f 61 0100 ff 20', '20 6162')
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        try {
          decompressLz4Frames(bytes, 100_000)
        } catch (error) {
          expect(error instanceof SyntaxError || error instanceof RangeError).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
