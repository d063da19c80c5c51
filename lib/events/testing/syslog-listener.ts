import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export interface SyslogListener {
  port: number
  /** Messages in the order in which they came. */
  received: string[]
  close(): Promise<void>
}

/** Stands for a collector over TCP, or TLS when it is given a key: reads frames with their length in front, as RFC 6587 says. */
export async function listenSyslog(tls?: { key: string; cert: string }): Promise<SyslogListener> {
  const received: string[] = []
  const onConnection = (socket: import('node:net').Socket) => {
    let rest = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      for (;;) {
        const space = rest.indexOf(0x20)
        const length = Number(rest.subarray(0, Math.max(space, 0)).toString())
        if (space < 0 || rest.byteLength < space + 1 + length) return
        received.push(rest.subarray(space + 1, space + 1 + length).toString('utf8'))
        rest = rest.subarray(space + 1 + length)
      }
    })
  }
  const server = tls ? createTlsServer(tls, onConnection) : createServer(onConnection)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  return { port, received, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** Over UDP: one message each datagram. */
export async function listenDatagrams(): Promise<SyslogListener> {
  const received: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (message) => received.push(message.toString('utf8')))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { port: socket.address().port, received, close: () => new Promise((resolve) => socket.close(() => resolve())) }
}
