import { deflateSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { DecompressionError, decompressBody } from './decompress-body.ts'
import type { Compression } from './stored-message.ts'

const text = `Real compressors write this: ${'abcabcabcabc'.repeat(40)} end`

/** Written by the compressors of 5.5.0, level 5. */
const golden = {
  lz4: '04224d186070732c000000ff115265616c20636f6d70726573736f727320777269746520746869733a206162630300ffca506320656e6400000000',
  zstd: '28b52ffd005864010044025265616c20636f6d70726573736f727320777269746520746869733a2061626320656e640100d056754f010000',
  zlib: '785e0b4a4dcc5148cecf2d284a2d2ece2f2a56282fca2c495528c9c82cb652484c4a1e45c31829a4e6a50000c691c3f9',
} as const

const body = (compression: Compression, storedBody: Buffer | string) => ({
  compression,
  storedBody: typeof storedBody === 'string' ? Buffer.from(storedBody, 'hex') : storedBody,
})

function failure(call: () => unknown): DecompressionError {
  try {
    call()
  } catch (error) {
    if (error instanceof DecompressionError) return error
    throw error
  }
  throw new Error('It could be decompressed')
}

describe('decompressBody', () => {
  it.each(['lz4', 'zstd', 'zlib'] as const)('reads what RocketMQ’s %s compressor writes', (compression) => {
    expect(decompressBody(body(compression, golden[compression])).toString()).toBe(text)
  })

  it('gives a body that is not compressed as it is', () => {
    const storedBody = Buffer.from(text)
    expect(decompressBody(body('none', storedBody))).toBe(storedBody)
  })

  it.each(['lz4', 'zstd', 'zlib'] as const)('stops %s at the limit', (compression) => {
    const message = body(compression, golden[compression])
    expect(decompressBody(message, { maxBytes: text.length }).toString()).toBe(text)
    expect(failure(() => decompressBody(message, { maxBytes: text.length - 1 }))).toMatchObject({
      reason: 'TOO_LARGE',
      compression,
    })
  })

  it('applies the limit to what is not compressed, too', () => {
    expect(failure(() => decompressBody(body('none', Buffer.alloc(11)), { maxBytes: 10 })).reason).toBe('TOO_LARGE')
  })

  it.each([
    ['zlib', deflateSync(Buffer.alloc(64 * 1024 * 1024))],
    ['zstd', zstdCompressSync(Buffer.alloc(64 * 1024 * 1024))],
  ] as const)('stops a %s bomb at 16 MiB', (compression, bomb) => {
    expect(bomb.length).toBeLessThan(100_000)
    expect(failure(() => decompressBody(body(compression, bomb))).reason).toBe('TOO_LARGE')
  })

  it.each(['lz4', 'zstd', 'zlib'] as const)('refuses %s data that is cut off or is none', (compression) => {
    const whole = Buffer.from(golden[compression], 'hex')
    for (let end = 0; end < whole.length; end++) {
      expect(failure(() => decompressBody(body(compression, whole.subarray(0, end)))).reason).toBe('CORRUPT')
    }
    expect(failure(() => decompressBody(body(compression, Buffer.from(text)))).reason).toBe('CORRUPT')
  })

  it('says when it does not know the way', () => {
    expect(failure(() => decompressBody(body('unknown', golden.zlib))).reason).toBe('UNKNOWN_COMPRESSION')
  })
})
