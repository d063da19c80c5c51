import net from 'node:net'
import tls from 'node:tls'
import { ConnectError } from '../errors.ts'
import { parseAddress } from './address.ts'

/** TLS is a setting per cluster: it cannot be discovered (protocol notes §1.6). PEM texts. */
export interface TlsOptions {
  /** False: any certificate is accepted, as RocketMQ's built-in test certificate needs it. */
  verify: boolean
  /** Name to ask for and to find in the certificate; without it the host that is dialled. */
  serverName?: string
  ca?: string
  /** Client certificate and its key, for servers that require one. */
  certificate?: string
  key?: string
}

/**
 * Opens a TCP or TLS socket that is ready to send.
 *
 * @param options.timeoutMs for name lookup, TCP and TLS handshake together
 * @throws ConnectError
 */
export function openSocket(
  address: string,
  options: { timeoutMs: number; tls: TlsOptions | undefined },
): Promise<net.Socket> {
  const parsed = parseAddress(address)
  if (!parsed) return Promise.reject(new ConnectError('not a host:port address', { address }))
  return new Promise((resolve, reject) => {
    let socket: net.Socket
    try {
      socket = options.tls ? tls.connect(tlsConnectOptions(parsed, options.tls)) : net.connect(parsed)
    } catch (cause) {
      // Certificates that are none are found here, before anything is dialled.
      const detail = cause instanceof Error ? `TLS: ${cause.message}` : 'TLS: bad settings'
      reject(new ConnectError(detail, { address, cause }))
      return
    }
    const fail = (detail: string, cause?: unknown) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      // Errors after the verdict (a reset while destroying) have nobody to tell.
      socket.on('error', () => {})
      socket.destroy()
      reject(new ConnectError(detail, { address, cause }))
    }
    const timer = setTimeout(() => fail(`no connection within ${options.timeoutMs} ms`), options.timeoutMs)
    socket.once('error', (error) => fail(explain(error, options.tls !== undefined), error))
    socket.once('close', () => fail('closed during the handshake'))
    socket.once(options.tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      socket.removeAllListeners('close')
      socket.setNoDelay(true)
      socket.setKeepAlive(true, 30_000)
      resolve(socket)
    })
  })
}

function tlsConnectOptions(target: { host: string; port: number }, options: TlsOptions): tls.ConnectionOptions {
  const servername = options.serverName ?? (net.isIP(target.host) === 0 ? target.host : undefined)
  return {
    ...target,
    rejectUnauthorized: options.verify,
    ...(servername === undefined ? {} : { servername }),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.certificate === undefined ? {} : { cert: options.certificate }),
    ...(options.key === undefined ? {} : { key: options.key }),
  }
}

function explain(error: NodeJS.ErrnoException, isTls: boolean): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'connection refused'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name cannot be resolved'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the host cannot be reached'
    case 'ETIMEDOUT':
      return 'the host does not answer'
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'the server does not speak TLS'
    case 'ECONNRESET':
      return isTls ? 'closed during the TLS handshake (does the server speak TLS?)' : 'connection reset'
    default:
      return isTls ? `TLS: ${error.message}` : error.message
  }
}
