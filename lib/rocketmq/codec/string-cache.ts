const CACHE_SLOTS = 512
const CACHED_BYTES = 32

/**
 * Strings of parts of a buffer. The same few names fill a body, so each slot keeps the last string it gave: that is compared
 * byte by byte with what is asked for, and a string is made only when they differ.
 */
export class StringCache {
  private readonly bytes: Buffer
  private readonly starts = new Int32Array(CACHE_SLOTS)
  private readonly strings = new Array<string>(CACHE_SLOTS).fill('')

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** @param hash of the bytes from `start` to `end`, any that spreads them */
  get(start: number, end: number, hash: number, isAscii: boolean): string {
    if (!isAscii) return this.bytes.toString('utf8', start, end)
    const length = end - start
    if (length > CACHED_BYTES) return this.bytes.toString('latin1', start, end)
    const slot = (hash ^ (hash >>> 9)) & (CACHE_SLOTS - 1)
    const cached = this.strings[slot] ?? ''
    if (cached.length === length && this.isSame(this.starts[slot] ?? 0, start, length)) return cached
    const made = this.bytes.toString('latin1', start, end)
    this.strings[slot] = made
    this.starts[slot] = start
    return made
  }

  private isSame(a: number, b: number, length: number): boolean {
    const { bytes } = this
    for (let index = 0; index < length; index++) if (bytes[a + index] !== bytes[b + index]) return false
    return true
  }
}
