const FRAME_MAGIC = 0x184d2204
const SKIPPABLE_MAGIC = 0x184d2a50
const SKIPPABLE_MASK = 0xfffffff0

const VERSION_MASK = 0xc0
const VERSION = 0x40
const BLOCK_CHECKSUM = 0x10
const CONTENT_SIZE = 0x08
const CONTENT_CHECKSUM = 0x04
const DICTIONARY_ID = 0x01

const STORED_BLOCK = 0x80000000
const MIN_MATCH_BYTES = 4
const FIRST_OUTPUT_BYTES = 64 * 1024

/**
 * Content of LZ4 frames (one or several, skippable ones skipped), as RocketMQ's clients write bodies. Checksums are stepped
 * over: a message's own CRC already covers these bytes.
 *
 * @throws RangeError when the content is longer than `maxBytes`; nothing larger is ever allocated
 * @throws SyntaxError when the input is no LZ4 frame, is cut off, or refers to what does not exist
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md
 */
export function decompressLz4Frames(input: Uint8Array, maxBytes: number): Buffer {
  return new Lz4Decoder(input, maxBytes).decode()
}

class Lz4Decoder {
  private readonly input: Buffer
  private readonly maxBytes: number
  private at = 0
  private output: Buffer
  private outputBytes = 0
  /** Matches may reach back into earlier blocks of their frame, not further. */
  private frameStart = 0

  constructor(input: Uint8Array, maxBytes: number) {
    this.input = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
    this.maxBytes = maxBytes
    this.output = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(FIRST_OUTPUT_BYTES, 4 * input.length)))
  }

  decode(): Buffer {
    do {
      const magic = this.uint32()
      if (magic === FRAME_MAGIC) this.frame()
      else if ((magic & SKIPPABLE_MASK) === SKIPPABLE_MAGIC) this.take(this.uint32())
      else throw new SyntaxError('Not an LZ4 frame')
    } while (this.at < this.input.length)
    return this.output.subarray(0, this.outputBytes)
  }

  private frame(): void {
    const flags = this.uint8()
    if ((flags & VERSION_MASK) !== VERSION) throw new SyntaxError('Unknown version of LZ4 frame')
    if ((flags & DICTIONARY_ID) !== 0) throw new SyntaxError('The LZ4 frame needs a dictionary')
    // Block size, then the content size that the writer claims, then the header's checksum.
    this.take(1 + ((flags & CONTENT_SIZE) === 0 ? 0 : 8) + 1)
    this.frameStart = this.outputBytes
    for (let size = this.uint32(); size !== 0; size = this.uint32()) {
      const isStored = (size & STORED_BLOCK) !== 0
      const start = this.take(isStored ? size - STORED_BLOCK : size)
      if (isStored) this.literals(start, this.at - start)
      else this.block(start, this.at)
      if ((flags & BLOCK_CHECKSUM) !== 0) this.take(4)
    }
    if ((flags & CONTENT_CHECKSUM) !== 0) this.take(4)
  }

  /** Sequences of: token (lengths, 4 bits each), literals, offset back uint16 little-endian. The last one has no match. */
  private block(start: number, end: number): void {
    const { input } = this
    let at = start
    const longLength = (base: number): number => {
      let length = base
      if (base < 15) return length
      for (let byte = 255; byte === 255; length += byte) {
        if (at >= end) throw new SyntaxError('An LZ4 block is cut off')
        byte = input[at++] ?? 0
      }
      return length
    }
    while (at < end) {
      const token = input[at++] ?? 0
      const literalBytes = longLength(token >> 4)
      if (literalBytes > end - at) throw new SyntaxError('An LZ4 block is cut off')
      this.literals(at, literalBytes)
      at += literalBytes
      if (at === end) return
      if (end - at < 2) throw new SyntaxError('An LZ4 block is cut off')
      const back = input.readUInt16LE(at)
      at += 2
      this.match(back, longLength(token & 15) + MIN_MATCH_BYTES)
    }
  }

  private literals(start: number, length: number): void {
    this.reserve(length)
    this.input.copy(this.output, this.outputBytes, start, start + length)
    this.outputBytes += length
  }

  private match(back: number, length: number): void {
    const from = this.outputBytes - back
    if (back === 0 || from < this.frameStart) throw new SyntaxError('An LZ4 match begins before its frame')
    this.reserve(length)
    const { output, outputBytes } = this
    if (back >= length) output.copyWithin(outputBytes, from, from + length)
    // A match that overlaps its own output repeats it, byte by byte.
    else for (let index = 0; index < length; index++) output[outputBytes + index] = output[from + index] ?? 0
    this.outputBytes += length
  }

  private reserve(length: number): void {
    const neededBytes = this.outputBytes + length
    if (neededBytes > this.maxBytes) throw new RangeError(`More than ${this.maxBytes} bytes`)
    if (neededBytes <= this.output.length) return
    const larger = Buffer.allocUnsafe(Math.min(this.maxBytes, Math.max(neededBytes, 2 * this.output.length)))
    this.output.copy(larger, 0, 0, this.outputBytes)
    this.output = larger
  }

  /** Steps over so many bytes of input; returns where they began. */
  private take(length: number): number {
    if (length > this.input.length - this.at) throw new SyntaxError('The LZ4 frame is cut off')
    const start = this.at
    this.at += length
    return start
  }

  private uint8(): number {
    return this.input.readUInt8(this.take(1))
  }

  private uint32(): number {
    return this.input.readUInt32LE(this.take(4))
  }
}
