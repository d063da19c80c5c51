import { describe, expect, it } from 'vitest'
import { otherReading, type SearchState, toMessageQuery } from './search-state.ts'

const context = { now: new Date('2026-11-22T14:00:00.000Z'), timeZone: 'Asia/Shanghai' }
const state = (more: Partial<SearchState>): SearchState => ({
  topic: 'orders',
  mode: 'time',
  from: 'now-15m',
  to: 'now',
  order: 'newest',
  n: 64,
  key: null,
  id: null,
  broker: null,
  queueId: null,
  offset: null,
  tag: null,
  queues: null,
  where: null,
  filter: null,
  system: false,
  ...more,
})
const asked = (more: Partial<SearchState>) => toMessageQuery(state(more), context)

describe('toMessageQuery', () => {
  it.each([
    ['a time', {}, { mode: 'time', topic: 'orders', from: new Date('2026-11-22T13:45:00Z'), to: context.now }],
    [
      'the newest, with filters',
      { mode: 'newest' as const, tag: 'paid', queues: 'broker-a:0,broker-b:1' },
      { mode: 'newest', topic: 'orders', n: 64, tag: 'paid', queues: ['broker-a:0', 'broker-b:1'] },
    ],
    [
      'a filter of conditions and an expression',
      { mode: 'newest' as const, where: '[["size","","above","10"]]', filter: 'json.a == 1' },
      { mode: 'newest', topic: 'orders', n: 64, filter: '(size > 10) && (json.a == 1)' },
    ],
    [
      'an offset id without a topic',
      { mode: 'id' as const, topic: null, id: ` ${'A'.repeat(32)} ` },
      { mode: 'id', id: 'A'.repeat(32) },
    ],
    [
      'an offset of 64 bits',
      { mode: 'position' as const, broker: 'broker-a', queueId: 0, offset: '9223372036854775807', n: 200 },
      { mode: 'position', topic: 'orders', broker: 'broker-a', queueId: 0, offset: 9_223_372_036_854_775_807n, n: 100 },
    ],
    [
      'what is around a message',
      { mode: 'around' as const, broker: 'broker-a', queueId: 3, offset: '7', n: 10 },
      { mode: 'around', topic: 'orders', broker: 'broker-a', queueId: 3, offset: 7n, n: 10 },
    ],
    [
      'a key, oldest first',
      { mode: 'key' as const, key: 'o-1', order: 'oldest' as const },
      {
        mode: 'key',
        topic: 'orders',
        key: 'o-1',
        order: 'oldest',
        from: new Date('2026-11-22T13:45:00Z'),
        to: context.now,
      },
    ],
  ])('asks for %s', (_, more, query) => {
    expect(asked(more)).toEqual({ query })
  })

  it.each([
    [{ topic: null }, 'topic'],
    [{ from: 'yesterday-ish' }, 'range.from'],
    [{ from: 'now', to: 'now-15m' }, 'range.order'],
    [{ mode: 'key' as const }, 'key'],
    [{ mode: 'id' as const, topic: null }, 'id'],
    [{ mode: 'id' as const, topic: null, id: 'my-own-id' }, 'topic'],
    [{ mode: 'position' as const }, 'broker'],
    [{ mode: 'position' as const, broker: 'b', queueId: 0, offset: '1e3' }, 'offset'],
  ])('of %j says what lacks', (more, problem) => {
    expect(asked(more)).toEqual({ problem })
  })
})

describe('the other reading of a text', () => {
  const id = '0A2A0928000718B4AAC2D1372521F7AB'

  it.each([
    [
      'of an id is a key of the last days',
      { mode: 'id' as const, id },
      { mode: 'key', key: id, from: 'now-3d', to: 'now' },
      false,
    ],
    [
      'is likely where the id has no form of one',
      { mode: 'id' as const, id: ' o-1 ' },
      { mode: 'key', key: 'o-1', from: 'now-3d', to: 'now' },
      true,
    ],
    ['of a key is an id', { mode: 'key' as const, key: 'o-1' }, { mode: 'id', id: 'o-1' }, false],
    ['is likely where the key has the form of an id', { mode: 'key' as const, key: id }, { mode: 'id', id }, true],
  ])('%s', (_, more, patch, isLikely) => {
    expect(otherReading(state(more))).toEqual({ mode: patch.mode, patch, isLikely })
  })

  it.each([{ mode: 'id' as const, id: ' ' }, { mode: 'key' as const }, { id, mode: 'time' as const }])(
    'is none of %j',
    (more) => expect(otherReading(state(more))).toBeNull(),
  )
})
