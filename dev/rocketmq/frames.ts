import net from 'node:net'
import { encodeFrame } from '#lib/rocketmq/codec/frame.ts'
import { type RequestDefinition, toExtFields } from '#lib/rocketmq/requests/define-request.ts'

const timeoutMs = 20_000

/** One request on a connection of its own, and the answer as it came: bytes, not what our decoder makes of them. */
export async function roundTrip<I>(address: string, request: RequestDefinition<I, unknown>, input: I): Promise<Buffer> {
  const { header, body } = request.encode(input)
  const [host = '', port] = address.split(':')
  const frame = encodeFrame({
    code: request.code,
    language: 'OTHER',
    version: 401,
    opaque: 1,
    flag: 0,
    remark: null,
    extFields: toExtFields(header),
    body: body ?? Buffer.alloc(0),
    serializeType: 'JSON',
  })
  const socket = net.connect({ host, port: Number(port), timeout: timeoutMs })
  socket.on('timeout', () => socket.destroy(new Error(`${address} did not answer ${request.code}`)))
  socket.write(frame)
  try {
    let received: Buffer = Buffer.alloc(0)
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk])
      if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) return received
    }
    throw new Error(`${address} closed the connection instead of answering ${request.code}`)
  } finally {
    socket.destroy()
  }
}

/** In lines that an editor can show. */
export function wrap(hex: string): string {
  return hex.replace(/.{120}(?=.)/g, '$&\n')
}
