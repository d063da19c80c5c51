import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchKeys } from './search-keys.ts'
import type { SearchPage } from './search-page.ts'
import type { KeyQuery } from './search-query.ts'
import { fakeSearchContext } from './testing/fake-cluster.ts'
import { FakeReader } from './testing/fake-reader.ts'

const keyQuery = (more: Partial<KeyQuery> = {}): KeyQuery => ({
  mode: 'key',
  topic: 'orders',
  key: 'K1',
  from: new Date(0),
  to: new Date(100_000),
  order: 'newest',
  ...more,
})

async function allPages(reader: FakeReader, query: KeyQuery, pageSize: number): Promise<SearchPage[]> {
  const pages: SearchPage[] = []
  let position: unknown
  do {
    const page = await searchKeys(fakeSearchContext(reader), query, { pageSize, position })
    pages.push(page)
    position = page.next === undefined ? undefined : JSON.parse(JSON.stringify(page.next))
    if (pages.length > 200) throw new Error('the pages do not end')
  } while (position !== undefined)
  return pages
}

const times = (pages: readonly SearchPage[]) =>
  pages.flatMap((page) => page.found.map(({ message }) => message.storeTimestamp.getTime()))

/** 500 hits among strangers: all in one second, or spread. */
function fill(reader: FakeReader, spreadMs: number): void {
  for (let index = 0; index < 1_000; index++) {
    const storeMs = 10_000 + Math.floor((index * spreadMs) / 1_000)
    const broker = index % 4 < 2 ? 'broker-a' : 'broker-b'
    reader.add(broker, index % 3, storeMs, { KEYS: index % 2 ? 'K2 K1' : 'K3' })
  }
}

describe('a key with 500 hits', () => {
  it.each([
    ['within one millisecond', 1],
    ['within half a second', 500],
    ['within eight seconds', 8_000],
  ])('%s: all are reached, once each', async (_, spreadMs) => {
    const reader = new FakeReader({ 'broker-a': 3, 'broker-b': 3 })
    fill(reader, spreadMs)
    const pages = await allPages(reader, keyQuery(), 50)
    const found = pages.flatMap((page) => page.found)
    expect(found).toHaveLength(500)
    expect(new Set(found.map(({ message }) => message.offsetMsgId)).size).toBe(500)
    expect(times(pages)).toEqual(times(pages).toSorted((a, b) => b - a))
    expect(pages.at(-1)?.coverage.stoppedBecause).toBe('complete')
  })

  it('gives each once where a burst follows a quieter second, of which the index gives the end again', async () => {
    const reader = new FakeReader({ 'broker-a': 1 })
    for (let index = 0; index < 60; index++) reader.add('broker-a', 0, 10_000 + index * 30, { KEYS: 'K1' })
    for (let index = 0; index < 140; index++) reader.add('broker-a', 0, 11_800 + index, { KEYS: 'K1' })
    const found = (await allPages(reader, keyQuery(), 50)).flatMap((page) => page.found)
    expect(found).toHaveLength(200)
    expect(new Set(found.map(({ message }) => message.offsetMsgId)).size).toBe(200)
  })

  it('gives those of a time box, to the millisecond', async () => {
    const reader = new FakeReader({ 'broker-a': 3, 'broker-b': 3 })
    fill(reader, 10_000)
    const pages = await allPages(reader, keyQuery({ from: new Date(12_010), to: new Date(14_409) }), 50)
    expect(times(pages)).toHaveLength(120)
  })

  it('gives them oldest first', async () => {
    const reader = new FakeReader({ 'broker-a': 3, 'broker-b': 3 })
    fill(reader, 500)
    const pages = await allPages(reader, keyQuery({ order: 'oldest' }), 200)
    expect(pages.map((page) => page.found.length)).toEqual([200, 200, 100])
    expect(times(pages)).toEqual(times(pages).toSorted((a, b) => a - b))
  })

  it('narrows them by queue', async () => {
    const reader = new FakeReader({ 'broker-a': 3, 'broker-b': 3 })
    fill(reader, 500)
    const found = (await allPages(reader, keyQuery({ queues: ['broker-a:1'] }), 100)).flatMap((page) => page.found)
    expect(new Set(found.map(({ server, message }) => `${server.brokerName}:${message.queueId}`))).toEqual(
      new Set(['broker-a:1']),
    )
  })
})

it('reaches every hit, however they are spread over seconds and brokers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ afterMs: fc.nat(40), isHit: fc.boolean(), broker: fc.nat(1), queueId: fc.nat(1) }), {
        maxLength: 500,
        size: 'max',
      }),
      fc.integer({ min: 20, max: 200 }),
      fc.tuple(fc.nat(10_000), fc.nat(10_000)),
      async (arrivals, pageSize, box) => {
        const reader = new FakeReader({ 'broker-a': 2, 'broker-b': 2 })
        let ms = 1_000
        for (const { afterMs, isHit, broker, queueId } of arrivals) {
          ms += afterMs
          reader.add(broker ? 'broker-a' : 'broker-b', queueId, ms, { KEYS: isHit ? 'K1' : 'K2' })
        }
        const [from = 0, to = 0] = box.toSorted((a, b) => a - b)
        const pages = await allPages(reader, keyQuery({ from: new Date(from), to: new Date(to) }), pageSize)
        const expected = reader.brokers
          .flatMap(({ queues }) => queues.flatMap(({ messages }) => messages))
          .filter(({ properties }) => properties.get('KEYS') === 'K1')
          .map(({ storeTimestamp }) => storeTimestamp.getTime())
          .filter((at) => at >= from && at <= to)
        expect(times(pages)).toEqual(expected.toSorted((a, b) => b - a))
      },
    ),
    { numRuns: 100 },
  )
})

it('names a broker that does not answer, and never says complete', async () => {
  const reader = new FakeReader({ 'broker-a': 3, 'broker-b': 3 })
  fill(reader, 500)
  reader.queue('broker-b', 0).broker.isDown = true
  const pages = await allPages(reader, keyQuery(), 200)
  expect(pages.at(-1)?.coverage.stoppedBecause).toBe('failed')
  expect(pages[0]?.partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_UNREACHABLE' }])
  expect(times(pages)).toHaveLength(250)
  reader.queue('broker-b', 0).broker.isDown = false
  const retried = await searchKeys(fakeSearchContext(reader), keyQuery(), { pageSize: 200, position: pages[0]?.retry })
  expect(new Set(retried.found.map(({ server }) => server.brokerName))).toEqual(new Set(['broker-b']))
})
