import { expect, it } from 'vitest'
import { readEvents } from './read-events.ts'

const text =
  'event: skipped\ndata: {"count":"9007199254740993"}\n\n: a comment\n\nevent: other\ndata: {}\n\nevent: end\ndata: {"reason":"time","detail":"消息"}\n\n'

it.each([1, 2, 7, 1_000])('reads events however they are cut: %i bytes at a time', async (size) => {
  const bytes = new TextEncoder().encode(text)
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size))
      controller.close()
    },
  })
  const events = []
  for await (const event of readEvents(body)) events.push(event)
  expect(events).toEqual([
    { name: 'skipped', data: { count: 9_007_199_254_740_993n } },
    { name: 'end', data: { reason: 'time', detail: '消息' } },
  ])
})
