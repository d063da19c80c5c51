import { AppError } from '#lib/errors.ts'
import { ExporterReader, type ExporterReading } from './read-exporter.ts'

export interface Scrape {
  reading: ExporterReading
  bytes: number
  durationMs: number
}

/** 10,000 topics and 5,000 groups are 25 MB. */
const MAX_BYTES = 128 * 1024 * 1024
const TIMEOUT_MS = 10_000

/**
 * Reads one metrics endpoint, as it arrives. Redirects are not followed: the address was checked, another one would not be.
 *
 * @throws AppError CLUSTER_UNREACHABLE | CLUSTER_TIMEOUT | CLUSTER_REJECTED in one sentence, or the signal's reason
 */
export async function scrape(
  url: string,
  {
    signal,
    timeoutMs = TIMEOUT_MS,
    maxBytes = MAX_BYTES,
  }: { signal: AbortSignal; timeoutMs?: number; maxBytes?: number },
): Promise<Scrape> {
  const startedAt = performance.now()
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, deadline]),
      redirect: 'manual',
      headers: { accept: 'text/plain;version=0.0.4', 'accept-encoding': 'gzip' },
    })
    if (response.status !== 200 || !response.body) {
      await response.body?.cancel()
      throw new AppError('CLUSTER_REJECTED', `${url} answered ${response.status} instead of metrics.`)
    }
    const { reader, bytes } = await read(response.body, url, maxBytes)
    if (reader.readings === 0) {
      throw new AppError('CLUSTER_REJECTED', `${url} answers, but without a metric of RocketMQ.`)
    }
    return { reading: reader.end(Date.now()), bytes, durationMs: performance.now() - startedAt }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    signal.throwIfAborted()
    if (deadline.aborted) {
      throw new AppError(
        'CLUSTER_TIMEOUT',
        `${url} did not send its metrics within ${timeoutMs / 1000} s.`,
        {},
        { cause },
      )
    }
    throw new AppError('CLUSTER_UNREACHABLE', `Cannot read ${url}: ${reasonOf(cause)}.`, {}, { cause })
  }
}

async function read(body: ReadableStream<Uint8Array>, url: string, maxBytes: number) {
  const reader = new ExporterReader()
  const decoder = new TextDecoder()
  let bytes = 0
  for await (const chunk of body) {
    // Of the unpacked text: a small answer may hold a large one.
    bytes += chunk.byteLength
    if (bytes > maxBytes) {
      throw new AppError(
        'CLUSTER_REJECTED',
        `${url} sent more than ${Math.round(maxBytes / 1024 / 1024)} MiB of metrics.`,
      )
    }
    reader.push(decoder.decode(chunk, { stream: true }))
  }
  reader.push(decoder.decode())
  return { reader, bytes }
}

/** The network's own word is in the cause of what `fetch` throws. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message ? cause.message : error.message
}
