import { describe, expect, it } from 'vitest'
import { type TraceSearch, toTraceQuery } from './trace-search.ts'

const context = { now: new Date('2026-11-22T14:00:00.000Z'), timeZone: 'Asia/Shanghai' }
const asked = (more: Partial<TraceSearch>) =>
  toTraceQuery(
    { mode: 'id', id: null, key: null, topic: null, from: 'now-15m', to: 'now', traceTopic: null, ...more },
    context,
  )

describe('toTraceQuery', () => {
  it.each([
    ['an id in any time', { id: ' A1 ', topic: 'orders' }, { id: 'A1', topic: 'orders' }],
    [
      'a key in a time, in one trace topic',
      { mode: 'key' as const, key: 'o-1', traceTopic: 'own' },
      { key: 'o-1', traceTopic: 'own', from: new Date('2026-11-22T13:45:00Z'), to: context.now },
    ],
    [
      'a topic in a time, without the key that was typed before',
      { mode: 'time' as const, topic: 'orders', key: 'o-1' },
      { topic: 'orders', from: new Date('2026-11-22T13:45:00Z'), to: context.now },
    ],
  ])('asks for %s', (_, more, query) => {
    expect(asked(more)).toEqual({ query })
  })

  it.each([
    [{ id: '  ' }, 'id'],
    [{ mode: 'key' as const }, 'key'],
    [{ mode: 'time' as const }, 'topic'],
    [{ mode: 'key' as const, key: 'o-1', from: 'soon' }, 'range.from'],
  ])('of %j says what lacks', (more, problem) => {
    expect(asked(more)).toEqual({ problem })
  })
})
