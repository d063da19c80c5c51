import { describe, expect, it } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { type EventSink, eventStream } from './event-stream.ts'

const stream = (work: (sink: EventSink) => Promise<void>, signal = new AbortController().signal) =>
  eventStream({ signal, requestId: 'r-1' }, work)
const readerOf = ({ body }: Awaited<ReturnType<typeof stream>>) => (body as ReadableStream<Uint8Array>).getReader()
const textOf = async (answer: Awaited<ReturnType<typeof stream>>) =>
  new Response(answer.body as ReadableStream<Uint8Array>).text()

describe('a stream of events', () => {
  it('has each event as one record, and ends with the work', async () => {
    const answer = await stream(async ({ send }) => {
      await send('rows', { items: [1] })
      await send('end', { reason: 'complete' })
    })
    expect(await textOf(answer)).toBe('event: rows\ndata: {"items":[1]}\n\nevent: end\ndata: {"reason":"complete"}\n\n')
  })

  it('fails the request when nothing was told yet, and tells the problem when something was', async () => {
    const wrong = new AppError('INVALID_INPUT', 'No.')
    await expect(stream(() => Promise.reject(wrong))).rejects.toBe(wrong)
    const answer = await stream(async ({ send }) => {
      await send('rows', {})
      throw wrong
    })
    const last = (await textOf(answer)).trim().split('\n').at(-1) ?? ''
    expect(JSON.parse(last.slice('data: '.length))).toMatchObject({
      reason: 'failed',
      problem: { code: 'INVALID_INPUT' },
    })
  })

  it('X-17: tells the work at once that its reader has left', async () => {
    const ended = Promise.withResolvers<string>()
    const answer = await stream(async ({ send, signal }) => {
      signal.addEventListener('abort', () => ended.resolve('told'))
      await send('rows', {})
      await new Promise(() => {})
    })
    const reader = readerOf(answer)
    await reader.read()
    await reader.cancel()
    expect(await ended.promise).toBe('told')
  })

  it('waits while the reader does not read', async () => {
    let sent = 0
    const answer = await stream(async ({ send }) => {
      for (; sent < 100; sent++) await send('rows', { sent })
    })
    const reader = readerOf(answer)
    await reader.read()
    expect(sent).toBeLessThan(5)
    await reader.cancel()
  })
})
