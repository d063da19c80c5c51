import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { FoundMessage } from './scan/message-source.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import { joinPages, readPages } from './search-pages.ts'
import type { AroundQuery, NewestQuery, PositionQuery, Search, TimeQuery } from './search-query.ts'
import { searchQueues } from './search-queues.ts'
import { fakeSearchContext } from './testing/fake-cluster.ts'
import { FakeReader } from './testing/fake-reader.ts'

type QueueQuery = NewestQuery | TimeQuery | PositionQuery | AroundQuery

const ids = (found: readonly FoundMessage[]) => found.map(({ message }) => message.offsetMsgId)
const timeQuery = (from: number, to: number, more: Partial<TimeQuery> = {}): TimeQuery => ({
  mode: 'time',
  topic: 'orders',
  order: 'newest',
  from: new Date(from),
  to: new Date(to),
  ...more,
})

/** Follows the cursor, as JSON like a real one, to the end. */
async function allPages(reader: FakeReader, query: QueueQuery, pageSize?: number): Promise<SearchPage[]> {
  const pages: SearchPage[] = []
  let position: unknown
  do {
    const page = await searchQueues(fakeSearchContext(reader), query, { pageSize, position })
    pages.push(page)
    position = page.next === undefined ? undefined : JSON.parse(JSON.stringify(page.next))
    if (pages.length > 3_000) throw new Error('the pages do not end')
  } while (position !== undefined)
  return pages
}

const brokerNames = ['broker-a', 'broker-b'] as const
const arrival = fc.record({
  broker: fc.constantFrom(...brokerNames),
  queueId: fc.nat(2),
  afterMs: fc.nat(3),
  tag: fc.constantFrom('paid', 'open', 'refunded'),
})

function fill(
  reader: FakeReader,
  arrivals: readonly (typeof arrival extends fc.Arbitrary<infer T> ? T : never)[],
  startMs = 1_000,
): number {
  let ms = startMs
  for (const { broker, queueId, afterMs, tag } of arrivals) {
    ms += afterMs
    reader.add(broker, queueId, ms, { TAGS: tag })
  }
  return ms
}

describe('pages of a search', () => {
  it('hold each message of the range once and in order, whatever the queues, page sizes, pulls, tags and arrivals', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          stored: fc.array(arrival, { maxLength: 400, size: 'max' }),
          later: fc.array(arrival, { maxLength: 60 }),
          maxPerPull: fc.integer({ min: 1, max: 32 }),
          pageSize: fc.integer({ min: 20, max: 200 }),
          order: fc.constantFrom('newest' as const, 'oldest' as const),
          tag: fc.option(fc.constantFrom('paid', 'open'), { nil: undefined }),
          isInexact: fc.boolean(),
          deleted: fc.nat(40),
          edges: fc.tuple(fc.nat(100), fc.nat(100)),
        }),
        async ({ stored, later, maxPerPull, pageSize, order, tag, isInexact, deleted, edges }) => {
          const reader = new FakeReader({ 'broker-a': 3, 'broker-b': 3 })
          const lastMs = fill(reader, stored)
          const { queue } = reader.queue('broker-a', 0)
          queue.min = BigInt(Math.min(deleted, queue.messages.length))
          Object.assign(reader, { maxPerPull, isInexact })
          const span = lastMs - 1_000
          const [from, to] = edges.map((percent) => 1_000 + Math.round((span * percent) / 100)).sort((a, b) => a - b)
          const query = timeQuery(from ?? 0, to ?? 0, { order, ...(tag !== undefined && { tag }) })
          const expected = reader.brokers
            .flatMap(({ queues }) => queues.flatMap(({ messages, min }) => messages.slice(Number(min))))
            .filter(({ storeTimestamp }) => storeTimestamp >= query.from && storeTimestamp <= query.to)
            .filter(({ properties }) => tag === undefined || properties.get('TAGS') === tag)
            .map(({ offsetMsgId }) => offsetMsgId)
          const arriving = later.values()
          reader.beforePull = () => {
            const next = arriving.next().value
            if (next) fill(reader, [next], lastMs)
          }
          const pages = await allPages(reader, query, pageSize)
          const found = pages.flatMap((page) => page.found)
          expect(ids(found).toSorted()).toEqual(expected.toSorted())
          const times = found.map(({ message }) => message.storeTimestamp.getTime())
          expect(times).toEqual(times.toSorted((a, b) => (order === 'oldest' ? a - b : b - a)))
          expect(pages.every((page) => page.found.length <= pageSize)).toBe(true)
          expect(pages.at(-1)?.coverage.stoppedBecause).toBe('complete')
        },
      ),
      { numRuns: 150 },
    )
  })

  it('asks one queue at most four times', async () => {
    const reader = new FakeReader({ 'broker-a': 1 })
    for (let index = 0; index < 1_000; index++) reader.add('broker-a', 0, 1_000 + index)
    reader.maxPerPull = 8
    for (let position: unknown, pages = 0; pages < 5; pages++) {
      reader.pulls = 0
      const context = fakeSearchContext(reader)
      const page = await searchQueues(context, timeQuery(0, 5_000), { pageSize: 200, position })
      // Two of the first page prove the edges of the range.
      expect(reader.pulls).toBeLessThanOrEqual(pages === 0 ? 6 : 4)
      expect(page.found.length).toBeGreaterThanOrEqual(24)
      expect(page.coverage.stoppedBecause).toBe('limit')
      position = page.next
    }
  })

  it('fills a page of 100 from one queue', async () => {
    const reader = new FakeReader({ 'broker-a': 1 })
    for (let index = 0; index < 1_000; index++) reader.add('broker-a', 0, 1_000 + index)
    const pages = await allPages(reader, timeQuery(0, 5_000), 100)
    expect(pages.map((page) => page.found.length)).toEqual(Array.from({ length: 10 }, () => 100))
  })

  it('takes few messages from each of many queues', async () => {
    const reader = new FakeReader({ 'broker-a': 8, 'broker-b': 8 })
    for (let index = 0; index < 16_000; index++) {
      reader.add(index % 2 ? 'broker-a' : 'broker-b', (index >> 1) % 8, 1_000 + index)
    }
    const query: NewestQuery = { mode: 'newest', topic: 'orders', order: 'newest', n: 20 }
    const page = await searchQueues(fakeSearchContext(reader), query, { pageSize: 20, position: undefined })
    expect(page.found).toHaveLength(20)
    expect(reader.pulls).toBe(16)
    expect(page.coverage.scanned.messages).toBeLessThanOrEqual(16 * 6)
  })
})

describe('newest N', () => {
  it('answers all of N at once, from one queue too', async () => {
    const reader = new FakeReader({ 'broker-a': 1 })
    for (let index = 0; index < 2_000; index++) reader.add('broker-a', 0, 1_000 + index)
    const query: NewestQuery = { mode: 'newest', topic: 'orders', order: 'newest', n: 1024 }
    const [page, ...more] = await allPages(reader, query)
    expect(more).toEqual([])
    expect(page?.found).toHaveLength(1024)
    expect(page?.found[0]?.message.queueOffset).toBe(1_999n)
  })

  it('looks further back when a tag leaves messages out', async () => {
    const reader = new FakeReader({ 'broker-a': 2 })
    for (let index = 0; index < 1_000; index++) {
      reader.add('broker-a', index % 2, 1_000 + index, { TAGS: index % 100 === 0 ? 'paid' : 'open' })
    }
    const query: NewestQuery = { mode: 'newest', topic: 'orders', order: 'newest', n: 5, tag: 'paid' }
    const found = (await allPages(reader, query)).flatMap((page) => page.found)
    expect(found.map(({ message }) => message.storeTimestamp.getTime())).toEqual([1_900, 1_800, 1_700, 1_600, 1_500])
  })

  it('is exact over pages while messages arrive', async () => {
    const reader = new FakeReader({ 'broker-a': 2, 'broker-b': 2 })
    for (let index = 0; index < 400; index++) {
      reader.add(index % 2 ? 'broker-a' : 'broker-b', (index >> 1) % 2, 1_000 + index)
    }
    reader.beforePull = () => reader.add('broker-a', 0, 9_000)
    const query: NewestQuery = { mode: 'newest', topic: 'orders', order: 'newest', n: 150 }
    const found = (await allPages(reader, query, 40)).flatMap((page) => page.found)
    expect(found.map(({ message }) => message.storeTimestamp.getTime())).toEqual(
      Array.from({ length: 150 }, (_, index) => 1_399 - index),
    )
  })
})

describe('position', () => {
  const position = (more: Partial<PositionQuery>): PositionQuery => ({
    mode: 'position',
    topic: 'orders',
    broker: 'broker-a',
    queueId: 0,
    offset: 50n,
    n: 3,
    order: 'oldest',
    ...more,
  })
  const reader = new FakeReader({ 'broker-a': 1 })
  for (let index = 0; index < 100; index++) reader.add('broker-a', 0, 1_000 + index)
  reader.queue('broker-a', 0).queue.min = 10n

  it.each([
    ['from an offset on', {}, [50, 51, 52]],
    ['up to an offset', { order: 'newest' as const }, [50, 49, 48]],
    ['at the end', { offset: 98n }, [98, 99]],
    ['up to an offset behind the end', { offset: 9_223_372_036_854_775_807n, order: 'newest' as const }, [99, 98, 97]],
    ['from an offset behind the end', { offset: 9_223_372_036_854_775_807n }, []],
    ['from a deleted offset', { offset: 2n }, [10, 11, 12]],
  ])('%s', async (_, more, offsets) => {
    const page = await searchQueues(fakeSearchContext(reader), position(more), {
      pageSize: undefined,
      position: undefined,
    })
    expect(page.found.map(({ message }) => Number(message.queueOffset))).toEqual(offsets)
    expect(page.next).toBeUndefined()
  })

  it('says that a deleted offset is deleted', async () => {
    const page = await searchQueues(fakeSearchContext(reader), position({ offset: 2n }), {
      pageSize: undefined,
      position: undefined,
    })
    expect(page.coverage.expired).toEqual({ oldestStoreTimestamp: new Date(1_010) })
  })
})

describe('around', () => {
  const reader = new FakeReader({ 'broker-a': 2 })
  for (let index = 0; index < 100; index++) {
    reader.add('broker-a', 0, 1_000 + index, { TAGS: index % 2 ? 'odd' : 'even' })
    reader.add('broker-a', 1, 1_000 + index)
  }
  reader.queue('broker-a', 0).queue.min = 10n
  const around = async (more: Partial<AroundQuery>) => {
    const query: AroundQuery = {
      mode: 'around',
      topic: 'orders',
      broker: 'broker-a',
      queueId: 0,
      offset: 50n,
      n: 2,
      order: 'oldest',
      ...more,
    }
    const pages = await allPages(reader, query)
    const offsets = pages.flatMap(({ found }) => found.map(({ message }) => Number(message.queueOffset)))
    return { offsets, queues: new Set(pages.flatMap(({ coverage }) => coverage.queues.map(({ queueId }) => queueId))) }
  }

  it.each([
    ['a message reads its neighbours of the same queue', {}, [48, 49, 50, 51, 52]],
    ['a message, newest first', { order: 'newest' as const }, [52, 51, 50, 49, 48]],
    ['the first message that is kept', { offset: 10n }, [10, 11, 12]],
    ['the last message', { offset: 99n }, [97, 98, 99]],
    ['a message with a tag', { n: 3, tag: 'odd' }, [47, 49, 51, 53]],
    ['a deleted offset', { offset: 9n }, [10, 11]],
    ['an offset behind the end', { offset: 9_223_372_036_854_775_807n }, []],
    ['a message, more than one pull gives', { n: 40 }, Array.from({ length: 81 }, (_, index) => index + 10)],
  ])('%s', async (_, more, offsets) => {
    expect(await around(more)).toEqual({ offsets, queues: new Set([0]) })
  })
})

describe('a broker that fails', () => {
  const twoBrokers = () => {
    const reader = new FakeReader({ 'broker-a': 2, 'broker-b': 2 })
    for (let index = 0; index < 400; index++) {
      reader.add(index % 2 ? 'broker-a' : 'broker-b', (index >> 1) % 2, 1_000 + index)
    }
    return { reader, failing: reader.queue('broker-b', 0).broker }
  }

  it('in mid-search leaves the pages of the others, and is read by the retry cursor later', async () => {
    const { reader, failing } = twoBrokers()
    const query = timeQuery(0, 5_000)
    const first = await searchQueues(fakeSearchContext(reader), query, { pageSize: 50, position: undefined })
    failing.isDown = true
    const found = [...first.found]
    let page = first
    while (page.next !== undefined) {
      page = await searchQueues(fakeSearchContext(reader), query, { pageSize: 50, position: page.next })
      found.push(...page.found)
    }
    expect(page.coverage.stoppedBecause).toBe('failed')
    expect(page.coverage.queues.filter(({ state }) => state === 'failed')).toMatchObject([
      { brokerName: 'broker-b', queueId: 0, error: { code: 'CLUSTER_UNREACHABLE' } },
      { brokerName: 'broker-b', queueId: 1, error: { code: 'CLUSTER_UNREACHABLE' } },
    ])
    failing.isDown = false
    for (let position = page.retry; position !== undefined; ) {
      page = await searchQueues(fakeSearchContext(reader), query, { pageSize: 50, position })
      found.push(...page.found)
      position = page.next
    }
    expect(page.coverage.stoppedBecause).toBe('complete')
    expect(new Set(ids(found)).size).toBe(400)
    expect(found).toHaveLength(400)
  })

  it('from the start is named with each of its queues, and never counts as nothing found', async () => {
    const { reader, failing } = twoBrokers()
    failing.isDown = true
    const page = await searchQueues(fakeSearchContext(reader), timeQuery(0, 900), { pageSize: 50, position: undefined })
    expect(page.found).toEqual([])
    expect(page.next).toBeUndefined()
    expect(page.coverage.stoppedBecause).toBe('failed')
    expect(page.partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_UNREACHABLE' }])
    expect(page.coverage.queues.slice(2)).toMatchObject([
      { brokerName: 'broker-b', queueId: 0, state: 'failed', fromOffset: null },
      { brokerName: 'broker-b', queueId: 1, state: 'failed', fromOffset: null },
    ])
    failing.isDown = false
    const retried = await searchQueues(fakeSearchContext(reader), timeQuery(0, 1_100), {
      pageSize: 200,
      position: page.retry,
    })
    expect(retried.found.map(({ server }) => server.brokerName)).toEqual(Array.from({ length: 51 }, () => 'broker-b'))
  })
})

describe('time', () => {
  it('ends with what came when its time is up', async () => {
    const reader = new FakeReader({ 'broker-a': 1 })
    for (let index = 0; index < 100; index++) reader.add('broker-a', 0, 1_000 + index)
    const context = fakeSearchContext(reader)
    const controller = new AbortController()
    let pulls = 0
    reader.beforePull = () => {
      if (++pulls === 2) controller.abort()
    }
    const page = await searchQueues(
      { ...context, deadline: controller.signal },
      {
        mode: 'newest',
        topic: 'orders',
        order: 'newest',
        n: 64,
      },
      { pageSize: undefined, position: undefined },
    )
    expect(page.coverage.stoppedBecause).toBe('time')
    expect(page.found).toHaveLength(32)
    expect(page.next).toBeDefined()
  })

  it('throws when the client has gone', async () => {
    const reader = new FakeReader({ 'broker-a': 1 })
    for (let index = 0; index < 100; index++) reader.add('broker-a', 0, 1_000 + index)
    const controller = new AbortController()
    reader.beforePull = () => controller.abort(new Error('gone'))
    const search = searchQueues({ ...fakeSearchContext(reader), signal: controller.signal }, timeQuery(0, 5_000), {
      pageSize: undefined,
      position: undefined,
    })
    await expect(search).rejects.toThrow('gone')
  })
})

describe('a range that begins before the oldest message', () => {
  it.each([
    ['that lies before everything', 0, 900, 0n, 1_000],
    ['of which retention deleted the first part', 1_000, 2_000, 10n, 1_010],
    ['that lies before what retention left', 1_000, 1_005, 10n, 1_010],
    ['of a young topic', 0, 2_000, 0n, undefined],
    ['that retention has not reached', 1_020, 2_000, 10n, undefined],
  ])('%s', async (_, from, to, min, oldest) => {
    const reader = new FakeReader({ 'broker-a': 1 })
    for (let index = 0; index < 50; index++) reader.add('broker-a', 0, 1_000 + index)
    reader.queue('broker-a', 0).queue.min = min
    const page = await searchQueues(fakeSearchContext(reader), timeQuery(from, to), {
      pageSize: 20,
      position: undefined,
    })
    expect(page.coverage.expired?.oldestStoreTimestamp.getTime()).toBe(oldest)
  })
})

describe('a search that narrows', () => {
  const isWanted = (message: StoredMessage) => message.properties.get('TAGS') === 'paid'
  const narrowed = (reader: FakeReader): SearchContext => ({
    ...fakeSearchContext(reader),
    narrow: async (messages) => messages.filter(isWanted),
  })
  const pagesOf = async (reader: FakeReader, query: QueueQuery, pageSize: number) => {
    const search: Search = { query, filter: undefined, pageSize, position: undefined }
    let joined: SearchPage | undefined
    for await (const page of readPages(narrowed(reader), search, new Date(0)))
      joined = joinPages(joined, page, query.order)
    if (!joined) throw new Error('a search has a page')
    return joined
  }

  it('finds each message once and in order, whatever the queues, pages and pulls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          stored: fc.array(arrival, { maxLength: 400, size: 'max' }),
          maxPerPull: fc.integer({ min: 1, max: 32 }),
          pageSize: fc.integer({ min: 1, max: 50 }),
          order: fc.constantFrom('newest' as const, 'oldest' as const),
        }),
        async ({ stored, maxPerPull, pageSize, order }) => {
          const reader = new FakeReader({ 'broker-a': 3, 'broker-b': 3 })
          const lastMs = fill(reader, stored)
          reader.maxPerPull = maxPerPull
          const query = timeQuery(0, lastMs, { order, filter: 'true' })
          const found: FoundMessage[] = []
          let position: unknown
          do {
            const search: Search = { query, filter: undefined, pageSize, position }
            for await (const page of readPages(narrowed(reader), search, new Date(0))) {
              found.push(...page.found)
              position = page.next
            }
          } while (position !== undefined)
          const expected = reader.brokers
            .flatMap(({ queues }) => queues.flatMap(({ messages }) => messages))
            .filter(isWanted)
          expect(ids(found).toSorted()).toEqual(expected.map(({ offsetMsgId }) => offsetMsgId).toSorted())
          const times = found.map(({ message }) => message.storeTimestamp.getTime())
          expect(times).toEqual(times.toSorted((a, b) => (order === 'oldest' ? a - b : b - a)))
        },
      ),
    )
  })

  it('M-12: reads on until a page is full, and hands out what no other queue can be before', async () => {
    const reader = new FakeReader({ 'broker-a': 4, 'broker-b': 4 })
    for (let index = 0; index < 10_000; index++) {
      const tag = index % 600 === 0 ? 'paid' : 'open'
      reader.add(index % 2 ? 'broker-a' : 'broker-b', index % 4, 1_000 + index, { TAGS: tag })
    }
    const whole = await pagesOf(reader, timeQuery(0, 20_000, { filter: 'true' }), 100)
    expect(whole.found).toHaveLength(17)
    expect(whole.next).toBeUndefined()
    expect(whole.coverage).toMatchObject({ stoppedBecause: 'complete', scanned: { messages: 10_000, queues: 8 } })
    const first = await pagesOf(reader, timeQuery(0, 20_000, { filter: 'true' }), 1)
    expect(first.found).toHaveLength(1)
    expect(first.next).toBeDefined()
    expect(first.coverage.scanned.messages).toBeLessThan(2_500)
    // Up to where all queues have been looked at, not the last row.
    expect(first.coverage.range.from?.getTime()).toBeGreaterThan(8_000)
    const newest: NewestQuery = { mode: 'newest', topic: 'orders', order: 'newest', n: 5, filter: 'true' }
    expect((await pagesOf(reader, newest, 5)).found).toHaveLength(5)
  })
})
