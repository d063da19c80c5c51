import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}
/** What to answer next; `silent` never does. */
type Answer = { code?: number; body?: string; headers?: Record<string, string> } | 'silent'

export interface Receiver {
  url: string
  received: Received[]
  /** Answers of the next requests, one each; then `always` again. */
  next: Answer[]
  always: Answer
  close(): Promise<void>
}

/** Stands for a platform: keeps what it gets, and answers as it is told. */
export async function startReceiver(always: Answer = { code: 200, body: '{}' }): Promise<Receiver> {
  const receiver: Receiver = { url: '', received: [], next: [], always, close: async () => {} }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      receiver.received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
      const answer = receiver.next.shift() ?? receiver.always
      if (answer === 'silent') return
      response.writeHead(answer.code ?? 200, { 'content-type': 'application/json', ...answer.headers })
      response.end(answer.body ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on TCP
  receiver.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return receiver
}
