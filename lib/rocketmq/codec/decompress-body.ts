import { inflateSync, zstdDecompressSync } from 'node:zlib'
import { decompressLz4Frames } from './lz4.ts'
import type { Compression, StoredMessage } from './stored-message.ts'

export const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024

/** A body that cannot be shown decompressed. `storedBody` is still there to be shown as it is. */
export class DecompressionError extends Error {
  override readonly name = 'DecompressionError'
  /** TOO_LARGE: decompressed it would pass the limit, as a hostile body may on purpose. */
  readonly reason: 'TOO_LARGE' | 'CORRUPT' | 'UNKNOWN_COMPRESSION'
  readonly compression: Compression

  constructor(reason: DecompressionError['reason'], compression: Compression, detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause })
    this.reason = reason
    this.compression = compression
  }
}

/**
 * The body as its producer sent it.
 *
 * @param options.maxBytes limit of the result; no more than that is allocated
 * @throws DecompressionError
 * @see protocol notes §5.2
 */
export function decompressBody(
  message: Pick<StoredMessage, 'storedBody' | 'compression'>,
  { maxBytes = DEFAULT_MAX_BODY_BYTES }: { maxBytes?: number } = {},
): Buffer {
  const { storedBody, compression } = message
  if (compression === 'none') {
    if (storedBody.length > maxBytes) throw tooLarge(compression, maxBytes)
    return storedBody
  }
  if (compression === 'unknown') {
    throw new DecompressionError('UNKNOWN_COMPRESSION', compression, 'The body is compressed in a way we do not know')
  }
  try {
    return decompress(storedBody, compression, maxBytes)
  } catch (cause) {
    if (isTooLarge(cause)) throw tooLarge(compression, maxBytes, cause)
    throw new DecompressionError('CORRUPT', compression, `The body is not valid ${compression} data`, cause)
  }
}

function decompress(body: Buffer, compression: 'zlib' | 'lz4' | 'zstd', maxBytes: number): Buffer {
  switch (compression) {
    case 'zlib':
      return inflateSync(body, { maxOutputLength: maxBytes })
    case 'zstd':
      return zstdDecompressSync(body, { maxOutputLength: maxBytes })
    case 'lz4':
      return decompressLz4Frames(body, maxBytes)
  }
}

/** Node's zlib and our LZ4 decoder both say it with a RangeError. */
function isTooLarge(cause: unknown): boolean {
  return cause instanceof RangeError
}

function tooLarge(compression: Compression, maxBytes: number, cause?: unknown): DecompressionError {
  return new DecompressionError('TOO_LARGE', compression, `The body is longer than ${maxBytes} bytes`, cause)
}
