import { createSocket } from 'node:dgram'
import { connect, isIPv6, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { resolveAllowed } from '#lib/notifications/egress.ts'
import type { SentEvent } from './message.ts'
import type { Destination } from './schema.ts'

type Syslog = Extract<Destination, { kind: 'SYSLOG' }>

/** RFC 5424 §6.2.1: "log audit". */
const FACILITY = 13
const severities = { error: 3, warning: 4, notice: 5, info: 6 } as const
/** What fits a datagram of any network stack, and what collectors take over a stream. */
const maxBytes = { UDP: 8_192, TCP: 65_536, TLS: 65_536 } as const

/**
 * One event as a message of RFC 5424. The text is JSON; there is no structured data, for that needs a number that only an
 * enterprise has. What is too long goes without what changed and what was asked, and says so.
 */
export function syslogMessage(event: SentEvent, host: string, protocol: Syslog['protocol']): string {
  const priority = FACILITY * 8 + severities[severityOf(event)]
  const audit = event.audit as { action?: string } | undefined // of an audit event
  const id = (audit?.action ?? event.type).replace(/[^\x21-\x7e]/g, '').slice(0, 32) || '-'
  const name = host.replace(/[^\x21-\x7e]/g, '').slice(0, 255) || '-'
  const head = `<${priority}>1 ${event.at.toISOString()} ${name} apogee ${process.pid} ${id} - `
  const whole = `${head}\uFEFF${JSON.stringify(event)}`
  if (Buffer.byteLength(whole) <= maxBytes[protocol]) return whole
  return `${head}\uFEFF${JSON.stringify(cut(event))}`
}

function severityOf(event: SentEvent): keyof typeof severities {
  const { outcome } = (event.audit ?? event) as { outcome?: string } // audit rows and changes have one
  if (outcome === 'FAILED' || event.type === 'alarm.firing') return 'error'
  if (outcome === 'PARTIAL' || outcome === 'REFUSED' || outcome === 'UNKNOWN') return 'warning'
  return event.type === 'audit' ? 'info' : 'notice'
}

function cut(event: SentEvent): object {
  if (typeof event.audit !== 'object' || event.audit === null) return { ...event, text: undefined, isCut: true }
  const {
    before: _before,
    after: _after,
    servers: _servers,
    request,
    error,
    ...row
  } = event.audit as Record<string, unknown> // an audit row
  const short = (value: unknown) => (typeof value === 'string' ? value.slice(0, 500) : value)
  const { method, path } = Object(request) as Record<string, unknown> // an object, as the row has it
  const { code, detail } = Object(error) as Record<string, unknown>
  return {
    ...event,
    isCut: true,
    audit: {
      ...Object.fromEntries(Object.entries(row).map(([key, value]) => [key, short(value)])),
      request: { method, path: short(path) },
      ...(error !== undefined && { error: { code, detail: short(detail) } }),
    },
  }
}

/**
 * Sends messages over one connection (octet counting, RFC 6587 and 5425), or one datagram each (RFC 5426). Syslog answers nothing: over a
 * stream this has gone well when all was written and the connection was closed without an error; over UDP nobody knows.
 *
 * @throws EgressRefusedError, a TimeoutError, or the error of the socket
 */
export async function sendSyslog(to: Syslog, messages: readonly string[], timeoutMs: number): Promise<void> {
  const address = await resolveAllowed(to.host)
  if (to.protocol === 'UDP') return sendDatagrams(address, to.port, messages)
  const frames = Buffer.concat(
    messages.map((message) => {
      const body = Buffer.from(message)
      return Buffer.concat([Buffer.from(`${body.byteLength} `), body])
    }),
  )
  await new Promise<void>((resolve, reject) => {
    const begin = () => socket.end(frames)
    const socket: Socket =
      to.protocol === 'TLS'
        ? connectTls(
            {
              host: address,
              port: to.port,
              // The name that was typed, not the address that it stands for, must be in the certificate.
              ...(address !== to.host && { servername: to.host }),
              ...(to.ca !== '' && { ca: to.ca }),
            },
            begin,
          )
        : connect({ host: address, port: to.port }, begin)
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('No answer in time.'), { name: 'TimeoutError' }))
    }, timeoutMs)
    socket.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    // Some collectors talk; nobody listens, and what is not read would keep the connection open.
    socket.resume()
    socket.on('close', (hadError) => {
      clearTimeout(timer)
      if (!hadError) resolve()
    })
  })
}

async function sendDatagrams(address: string, port: number, messages: readonly string[]): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  try {
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject)
        socket.send(Buffer.from(message), port, address, (error) => (error ? reject(error) : resolve()))
      })
      socket.removeAllListeners('error')
    }
  } finally {
    socket.close()
  }
}
