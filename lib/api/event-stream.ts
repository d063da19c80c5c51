import { asAppError, problemResponse } from '#lib/api/problem.ts'
import type { StreamAnswer } from '#lib/api/text-stream.ts'
import type { Context } from '#lib/users/context.ts'

/** Less than proxies wait for a silent answer. */
const PING_MS = 10_000

export interface EventSink {
  /** Waits while the client does not read. @throws when it has gone */
  send(event: string, data: unknown): Promise<void>
  /** Aborts when the client has gone, however it went. */
  signal: AbortSignal
}

/**
 * Server-sent events, written while the work goes on. What fails before the first event fails the request; what fails later is the
 * last event, `end` with the problem. When the client goes, the work is told at once.
 *
 * @returns when the first event is there
 */
export async function eventStream(
  ctx: Pick<Context, 'signal' | 'requestId'>,
  work: (sink: EventSink) => Promise<void>,
): Promise<StreamAnswer> {
  const encoder = new TextEncoder()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const left = new AbortController()
  writer.closed.catch((reason: unknown) => left.abort(reason))
  const signal = AbortSignal.any([ctx.signal, left.signal])
  const begun = Promise.withResolvers<void>()
  const write = (event: string, data: unknown) =>
    writer.write(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
  const sink: EventSink = {
    signal,
    send: (event, data) => {
      begun.resolve()
      return write(event, data)
    },
  }
  const ping = setInterval(() => {
    if ((writer.desiredSize ?? 0) > 0) void write('ping', {}).catch(() => {})
  }, PING_MS)
  let hasBegun = false
  const done = work(sink)
    .catch(async (error: unknown) => {
      if (!hasBegun) throw error
      if (signal.aborted) return
      const problem: unknown = await problemResponse(
        asAppError(error, ctx.requestId),
        ctx.requestId,
        new Headers(),
      ).json()
      await write('end', { reason: 'failed', cursor: null, problem })
    })
    .finally(() => {
      clearInterval(ping)
      // The client may be gone: then there is nobody to tell.
      void writer.close().catch(() => {})
    })
  await Promise.race([begun.promise, done])
  hasBegun = true
  void done.catch(() => {})
  return { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }, body: readable }
}
