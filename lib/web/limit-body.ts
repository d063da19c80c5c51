import type { IncomingMessage, ServerResponse } from 'node:http'

/** Bytes of one request body. The largest thing one sends is a message of 4 MiB, as text with escapes. */
export const maxBodyBytes = 8 * 1024 * 1024

/** The kit's own form of an error, for what never reaches a route. */
export function refuse(response: ServerResponse, status: number, code: string, title: string, detail: string): void {
  if (response.headersSent) return
  const body = JSON.stringify({ type: 'about:blank', status, code, title, detail })
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    // What is left of the body is not read, so the connection cannot carry another request.
    connection: 'close',
  })
  response.end(body)
}

/**
 * Refuses a request whose body is larger than `maxBytes`: at once when it says so itself, else when that much has come.
 * @returns false when it was refused
 */
export function limitBody(request: IncomingMessage, response: ServerResponse, maxBytes = maxBodyBytes): boolean {
  const tooLarge = () =>
    refuse(response, 413, 'INVALID_INPUT', 'Request too large', `A request body may have at most ${maxBytes} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    tooLarge()
    return false
  }
  if (request.headers['transfer-encoding'] === undefined) return true
  // Counted where the parser hands bytes over: a listener for `data` would take them away from Next.
  let bodyBytes = 0
  const push = request.push.bind(request)
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    bodyBytes += chunk?.length ?? 0
    if (bodyBytes <= maxBytes) return push(chunk, encoding)
    request.push = () => false
    tooLarge()
    response.once('finish', () => request.destroy())
    return false
  }
  return true
}
