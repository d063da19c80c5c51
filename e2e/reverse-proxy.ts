import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least a reverse proxy does: passes requests on and says whom they came from. */
export async function startReverseProxy(options: {
  port: number
  targetPort: number
}): Promise<{ port: number; stop(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const upstream = http.request(
      {
        host: '127.0.0.1',
        port: options.targetPort,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress, 'x-forwarded-proto': 'http' },
      },
      (answer) => {
        // How long a connection is kept is said per hop: a client that believed the console's time would use ours when it is closed.
        const { 'keep-alive': _keepAlive, connection: _connection, ...headers } = answer.headers
        response.writeHead(answer.statusCode ?? 502, headers)
        answer.pipe(response)
      },
    )
    upstream.on('error', () => response.destroy())
    response.on('close', () => upstream.destroy())
    request.pipe(upstream)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, 'localhost', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
