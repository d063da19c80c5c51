import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { joinKey } from './read-exporter.ts'
import { scrape } from './scrape.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics` // it listens
}
const { signal } = new AbortController()
const line = 'rocketmq_timing_messages{topic="orders"} 3\n'

describe('scraping an exporter', () => {
  it('reads what it sends, packed or not', async () => {
    const plain = await serve((_, response) => response.end(line))
    const packed = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(line)),
    )
    for (const url of [plain, packed]) {
      const { reading, bytes } = await scrape(url, { signal })
      expect(reading.values.get('timing_messages')?.get(joinKey('orders'))).toBe(3)
      expect(bytes).toBe(line.length)
    }
  })

  it('says what it got instead', async () => {
    const page = await serve((_, response) => response.end('<html>hello</html>'))
    await expect(scrape(page, { signal })).rejects.toThrow('answers, but without a metric of RocketMQ')
    const refusing = await serve((_, response) => response.writeHead(503).end('no'))
    await expect(scrape(refusing, { signal })).rejects.toThrow('answered 503 instead of metrics')
    await expect(scrape('http://127.0.0.1:9/metrics', { signal })).rejects.toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
    })
  })

  it('follows no redirect: what it leads to was not checked', async () => {
    const target = await serve((_, response) => response.end(line))
    const url = await serve((_, response) => response.writeHead(302, { location: target }).end())
    await expect(scrape(url, { signal })).rejects.toThrow('answered 302 instead of metrics')
  })

  it('ends by its deadline and its size, also of a small answer that unpacks to a large one', async () => {
    const hanging = await serve((_, response) => response.write(line))
    await expect(scrape(hanging, { signal, timeoutMs: 100 })).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
    const bomb = gzipSync(line.repeat(100_000))
    const large = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    await expect(scrape(large, { signal, maxBytes: 1024 * 1024 })).rejects.toThrow('sent more than 1 MiB of metrics')
  })

  it('an abort is an abort', async () => {
    const hanging = await serve((_, response) => response.write(line))
    const stop = new AbortController()
    const scraping = scrape(hanging, { signal: stop.signal })
    stop.abort(new Error('stop'))
    await expect(scraping).rejects.toThrow('stop')
  })
})
