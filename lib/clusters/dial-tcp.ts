import net from 'node:net'
import { AppError } from '#lib/errors.ts'

/**
 * Opens and closes a TCP connection: is somebody listening? For nodes of which nothing more can be asked.
 *
 * @param address `host:port` of a registered node
 * @returns milliseconds until the connection stood
 * @throws AppError CLUSTER_UNREACHABLE | CLUSTER_TIMEOUT, or the signal's reason
 */
export function dialTcp(address: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<number> {
  const { timeoutMs, signal } = options
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
  const port = Number(address.slice(colon + 1))
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const socket = net.connect({ host, port })
    const end = (finish: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      socket.destroy()
      finish()
    }
    const abort = () => end(() => reject(signal?.reason))
    const timer = setTimeout(() => {
      end(() =>
        reject(new AppError('CLUSTER_TIMEOUT', `${address} did not accept a connection within ${timeoutMs} ms.`)),
      )
    }, timeoutMs)
    signal?.addEventListener('abort', abort, { once: true })
    socket.once('connect', () => end(() => resolve(performance.now() - startedAt)))
    socket.on('error', (cause) => {
      end(() =>
        reject(new AppError('CLUSTER_UNREACHABLE', `Cannot connect to ${address}: ${cause.message}.`, {}, { cause })),
      )
    })
  })
}
