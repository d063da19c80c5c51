import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { dialHttp } from '#lib/clusters/dial-http.ts'
import { AppError } from '#lib/errors.ts'

const TIMEOUT_MS = 8_000
const MAX_BYTES = 32 * 1024 * 1024

const Matrix = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) }),
    ),
  }),
})
const Refusal = z.object({ status: z.literal('error'), error: z.string() })

export interface PromSeries {
  labels: Record<string, string>
  /** By Unix second. */
  values: Map<number, number>
}

/**
 * One question over a range.
 *
 * @param baseUrl of the registration: whoever registers clusters has named it
 * @throws AppError CLUSTER_UNREACHABLE | CLUSTER_TIMEOUT | CLUSTER_REJECTED in one sentence, or the signal's reason
 */
export async function askPrometheus(
  baseUrl: string,
  { expression, from, to, stepSeconds }: { expression: string; from: number; to: number; stepSeconds: number },
  signal: AbortSignal,
): Promise<PromSeries[]> {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}/api/v1/query_range`)
  const deadline = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const form = new URLSearchParams({
      query: expression,
      start: String(from),
      end: String(to),
      step: String(stepSeconds),
    })
    const response = await dialHttp(url, { form, signal: AbortSignal.any([signal, deadline]) })
    const text = await readText(response, url)
    const json: unknown = JSON.parse(text)
    const refusal = Refusal.safeParse(json)
    if (refusal.success)
      throw new AppError('CLUSTER_REJECTED', `${url.origin} refused the question: ${refusal.data.error}`)
    const { data } = Matrix.parse(json)
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      values: new Map(values.map(([second, value]) => [second, Number(value)])),
    }))
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    signal.throwIfAborted()
    if (deadline.aborted)
      throw new AppError(
        'CLUSTER_TIMEOUT',
        `${url.origin} did not answer within ${TIMEOUT_MS / 1000} s.`,
        {},
        { cause },
      )
    const isOther = cause instanceof SyntaxError || cause instanceof z.ZodError
    const detail = isOther ? `${url.origin} does not answer as a Prometheus does.` : `Cannot read ${url.origin}.`
    throw new AppError(isOther ? 'CLUSTER_REJECTED' : 'CLUSTER_UNREACHABLE', detail, {}, { cause })
  }
}

async function readText(response: IncomingMessage, url: URL): Promise<string> {
  const { statusCode = 0, headers } = response
  // A refused question (400, 422, 503) brings its reason along.
  if (statusCode !== 200 && !headers['content-type']?.includes('json')) {
    response.destroy()
    throw new AppError('CLUSTER_REJECTED', `${url.origin} answered ${statusCode}.`)
  }
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) throw new AppError('CLUSTER_REJECTED', `${url.origin} sent more than 32 MiB.`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
