import { ProtocolError } from '../errors.ts'
import type { Command, SerializeType } from './command.ts'
import { decodeHeader, encodeHeader } from './header.ts'

export const DEFAULT_MAX_FRAME_BYTES = 64 * 1024 * 1024

const LENGTH_BYTES = 4
const PREFIX_BYTES = 8
const MAX_HEADER_BYTES = 0xffffff
/** A frame that spans chunks is collected in a buffer that starts no larger than this: an announced length costs nothing. */
const FIRST_BUFFER_BYTES = 1024 * 1024

/**
 * One frame: `length` int32 (what follows it), serialize type int8, `headerLength` int24, header, body.
 *
 * @throws ProtocolError when the command does not fit its header form, e.g. a code above 32767 in a binary header
 * @see protocol notes §1.1
 */
export function encodeFrame(command: Command): Buffer {
  const header = encodeHeader(command.serializeType, command)
  if (header.length > MAX_HEADER_BYTES) {
    throw new ProtocolError(
      `A header of ${header.length} bytes is longer than the ${MAX_HEADER_BYTES} that a frame can say`,
    )
  }
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + header.length + command.body.length)
  frame.writeInt32BE(frame.length - LENGTH_BYTES, 0)
  frame.writeUInt8(command.serializeType === 'JSON' ? 0 : 1, 4)
  frame.writeUIntBE(header.length, 5, 3)
  header.copy(frame, PREFIX_BYTES)
  command.body.copy(frame, PREFIX_BYTES + header.length)
  return frame
}

/**
 * Cuts a stream of bytes into commands. Chunks may end anywhere and hold several frames. Bodies are views into what was
 * received, not copies.
 *
 * After an error the stream has no known frame boundary any more: the connection must be closed, and every later `push`
 * throws the same error.
 */
export class FrameReader {
  private readonly maxFrameBytes: number
  /** Start of a frame whose end has not arrived; empty between frames. */
  private pending: Buffer = Buffer.alloc(0)
  private pendingBytes = 0
  private receivedBytes = 0
  private failure: ProtocolError | undefined

  /** @param options.maxFrameBytes longest `length` accepted; servers put no limit on what they write */
  constructor(options: { maxFrameBytes?: number } = {}) {
    this.maxFrameBytes = options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES
  }

  /** True while a frame has begun and not ended: the peer closing now cuts an answer in two. */
  get isInsideFrame(): boolean {
    return this.pendingBytes > 0
  }

  /**
   * @returns the commands that this chunk completed, in order
   * @throws ProtocolError on a length out of range or a header that cannot be read; what the same chunk completed before is lost
   */
  push(chunk: Buffer): Command[] {
    if (this.failure) throw this.failure
    try {
      return this.read(chunk)
    } catch (error) {
      if (error instanceof ProtocolError) {
        this.failure = error
        this.pending = Buffer.alloc(0)
        this.pendingBytes = 0
      }
      throw error
    }
  }

  private read(chunk: Buffer): Command[] {
    const commands: Command[] = []
    let start = 0
    while (start < chunk.length) {
      if (this.pendingBytes === 0) {
        const rest = chunk.length - start
        const frameBytes = rest < LENGTH_BYTES ? undefined : this.frameBytes(chunk, start, start)
        if (frameBytes !== undefined && rest >= frameBytes) {
          commands.push(this.decode(chunk.subarray(start, start + frameBytes), start))
          start += frameBytes
          continue
        }
      }
      start += this.collect(chunk, start)
      const wantedBytes = this.wantedBytes(start)
      if (this.pendingBytes >= LENGTH_BYTES && this.pendingBytes === wantedBytes) {
        commands.push(this.decode(this.pending, start - wantedBytes))
        this.pending = Buffer.alloc(0)
        this.pendingBytes = 0
      }
    }
    this.receivedBytes += chunk.length
    return commands
  }

  /** Moves bytes into `pending`, at most up to the end of the length field or of the frame. Returns how many. */
  private collect(chunk: Buffer, start: number): number {
    const wantedBytes = this.wantedBytes(start)
    const taken = Math.min(wantedBytes - this.pendingBytes, chunk.length - start)
    const endBytes = this.pendingBytes + taken
    if (this.pending.length < endBytes) {
      const grown = Math.min(wantedBytes, Math.max(endBytes, 2 * this.pending.length, FIRST_BUFFER_BYTES))
      const larger = Buffer.allocUnsafe(grown)
      this.pending.copy(larger, 0, 0, this.pendingBytes)
      this.pending = larger
    }
    chunk.copy(this.pending, this.pendingBytes, start, start + taken)
    this.pendingBytes = endBytes
    return taken
  }

  /** Bytes that `pending` must hold before it can be used: the length field, then the whole frame. */
  private wantedBytes(start: number): number {
    return this.pendingBytes < LENGTH_BYTES ? LENGTH_BYTES : this.frameBytes(this.pending, 0, start - this.pendingBytes)
  }

  private frameBytes(bytes: Buffer, offset: number, start: number): number {
    const length = bytes.readInt32BE(offset)
    if (length < LENGTH_BYTES || length > this.maxFrameBytes) {
      const frame = `Frame length ${length} is not between ${LENGTH_BYTES} and ${this.maxFrameBytes}`
      throw new ProtocolError(frame, { positionBytes: this.receivedBytes + start })
    }
    return LENGTH_BYTES + length
  }

  private decode(frame: Buffer, start: number): Command {
    const positionBytes = this.receivedBytes + start + LENGTH_BYTES
    const headerBytes = frame.readUIntBE(5, 3)
    const bodyStart = PREFIX_BYTES + headerBytes
    if (bodyStart > frame.length) {
      const detail = `Header length ${headerBytes} is more than the ${frame.length - PREFIX_BYTES} bytes of its frame`
      throw new ProtocolError(detail, { positionBytes })
    }
    const header = frame.subarray(PREFIX_BYTES, bodyStart)
    const serializeType = serializeTypeOf(frame.readUInt8(4), positionBytes)
    try {
      return { ...decodeHeader(serializeType, header), body: frame.subarray(bodyStart), serializeType }
    } catch (cause) {
      if (!(cause instanceof ProtocolError)) throw cause
      const headerStart = this.receivedBytes + start + PREFIX_BYTES
      const path = cause.path === undefined ? {} : { path: cause.path }
      throw new ProtocolError(cause.detail, { cause, positionBytes: headerStart + (cause.positionBytes ?? 0), ...path })
    }
  }
}

function serializeTypeOf(value: number, positionBytes: number): SerializeType {
  if (value === 0) return 'JSON'
  if (value === 1) return 'ROCKETMQ'
  throw new ProtocolError(`Serialize type ${value} is neither 0 (JSON) nor 1 (ROCKETMQ)`, { positionBytes })
}
