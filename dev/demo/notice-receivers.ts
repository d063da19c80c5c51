import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** What one of the receivers got. */
interface ReceivedNotice {
  at: string
  by: 'webhook' | 'mail'
  title: string
  body: string
}

export interface NoticeReceivers {
  /** POST a notice here; GET answers what came, newest first. */
  url: string
  smtpPort: number
  stop(): Promise<void>
}

const KEPT = 200
const MAX_BYTES = 1_000_000

/** The other ends of the demo's channels: a webhook and a mail server, of which one page shows what they got. */
export async function startNoticeReceivers(): Promise<NoticeReceivers> {
  const received: ReceivedNotice[] = []
  const keep = (by: ReceivedNotice['by'], title: string, body: string) => {
    received.unshift({ at: new Date().toISOString(), by, title, body })
    received.length = Math.min(received.length, KEPT)
  }
  const onRequest: RequestListener = (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
      response.end(JSON.stringify(received, null, 2))
      return
    }
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.byteLength
      if (length <= MAX_BYTES) chunks.push(chunk)
    })
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      keep('webhook', titleOf(body), body)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"ok":true}')
    })
  }
  const web = createServer(onRequest)
  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, callback) => {
      simpleParser(stream).then(
        ({ subject, text }) => {
          keep('mail', subject ?? '', text ?? '')
          callback()
        },
        (error: Error) => callback(error),
      )
    },
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/`, // it listens on TCP
    smtpPort: (mail.server.address() as AddressInfo).port,
    stop: async () => {
      web.closeAllConnections()
      await Promise.all([
        new Promise<void>((resolve) => web.close(() => resolve())),
        new Promise<void>((resolve) => mail.close(() => resolve())),
      ])
    },
  }
}

function titleOf(body: string): string {
  try {
    const { title } = JSON.parse(body) as { title?: unknown } // an object of our own, or whatever was posted
    return typeof title === 'string' ? title : ''
  } catch {
    return ''
  }
}
