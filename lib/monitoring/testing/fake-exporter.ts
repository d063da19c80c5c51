import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A metrics endpoint of a broker: what it says is what a test last put. */
export interface FakeExporter {
  port: number
  /** Scrapes so far. */
  requests: number
  /** Lines of the text format; null: it answers 503. */
  lines: readonly string[] | null
  stop(): Promise<void>
}

export async function startFakeExporter(): Promise<FakeExporter> {
  const server = createServer((_, response) => {
    exporter.requests += 1
    if (exporter.lines === null) response.writeHead(503).end('no')
    else response.end(`${exporter.lines.join('\n')}\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const exporter: FakeExporter = {
    port: (server.address() as AddressInfo).port, // it listens
    requests: 0,
    lines: [],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return exporter
}
