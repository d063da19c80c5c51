import { describe, expect, it } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { encodeCursor } from './cursor.ts'
import { MessageQuery } from './schema.ts'
import { cursorScope, cursorStateOf, openSearch } from './search-query.ts'

const clusterId = 'rmq-aaaaaaaa'
const now = new Date('2026-11-22T14:00:00.000Z')
const open = (given: Record<string, string>) => openSearch(clusterId, MessageQuery.parse(given), now)
const cursorOf = (given: Record<string, string>, position: unknown = 1) =>
  encodeCursor(cursorScope(clusterId), cursorStateOf(open(given).query, position))

function refusal(given: Record<string, string>): [path: string, rule: string][] {
  try {
    open(given)
  } catch (error) {
    if (error instanceof AppError) return error.facts.fields?.map(({ path, rule }) => [path, rule]) ?? []
    throw error
  }
  return []
}

describe('a new search', () => {
  it('is for the newest 64 unless it says otherwise', () => {
    expect(open({ topic: 'orders' }).query).toEqual({ mode: 'newest', topic: 'orders', n: 64, order: 'newest' })
  })

  it('for a key goes back three days', () => {
    expect(open({ topic: 'orders', mode: 'key', key: 'o-1' }).query).toMatchObject({
      from: new Date('2026-11-19T14:01:00.000Z'),
      to: new Date('2026-11-22T14:01:00.000Z'),
    })
  })

  it.each([
    [{}, [['query.topic', 'required']]],
    [{ mode: 'time', topic: 't' }, [['query.from', 'required']]],
    [{ mode: 'key', topic: 't' }, [['query.key', 'required']]],
    [{ mode: 'id' }, [['query.id', 'required']]],
    [
      { mode: 'position', topic: 't' },
      [
        ['query.broker', 'required'],
        ['query.queueId', 'required'],
        ['query.offset', 'required'],
      ],
    ],
    [{ mode: 'around', topic: 't', broker: 'b', queueId: '0', offset: '5', n: '101' }, [['query.n', 'tooBig']]],
    [{ mode: 'around', topic: 't', broker: 'b', queueId: '0' }, [['query.offset', 'required']]],
    [{ topic: 't', key: 'k' }, [['query.key', 'notInMode']]],
    [{ topic: 't', from: '2026-11-22T14:00:00Z' }, [['query.from', 'notInMode']]],
    [
      { topic: 't', mode: 'time', from: '2026-11-22T14:00:00Z', to: '2026-11-22T13:00:00Z' },
      [['query.from', 'afterEnd']],
    ],
    [{ mode: 'position', topic: 't', broker: 'b', queueId: '0', offset: '0', n: '101' }, [['query.n', 'tooBig']]],
    [{ mode: 'position', topic: 't', broker: 'b', queueId: '0', offset: '-1' }, [['query.offset', 'tooSmall']]],
  ])('%j is refused', (given, fields) => {
    expect(refusal(given)).toEqual(fields)
  })

  it.each([
    [{ topic: 't', n: '1025' }],
    [{ topic: 't', n: '0' }],
    [{ topic: 't', pageSize: '19' }],
    [{ topic: 't', pageSize: '201' }],
    [{ topic: 't', queues: 'broker-a' }],
    [{ topic: '../t' }],
    [{ topic: 't', unknown: 'x' }],
  ])('%j is no query at all', (given) => {
    expect(MessageQuery.safeParse(given).success).toBe(false)
  })
})

describe('a search that goes on', () => {
  const given = { mode: 'position', topic: 't', broker: 'b', queueId: '3', offset: '9223372036854775807', tag: 'paid' }

  it('needs nothing but its cursor, and keeps 64 bits', () => {
    expect(open({ cursor: cursorOf(given, { at: 7 }) })).toMatchObject({
      query: { mode: 'position', topic: 't', queueId: 3, offset: 9_223_372_036_854_775_807n, tag: 'paid', n: 32 },
      position: { at: 7 },
    })
  })

  it('may repeat its fields and change the page size', () => {
    expect(open({ ...given, cursor: cursorOf(given), pageSize: '20' }).pageSize).toBe(20)
  })

  it('keeps the end of time that the first page had', () => {
    const { query } = open({ cursor: cursorOf({ mode: 'time', topic: 't', from: '2026-11-22T00:00:00Z' }) })
    expect(query).toMatchObject({ to: new Date('2026-11-22T14:01:00.000Z') })
  })

  it.each([
    ['topic', 'other'],
    ['tag', 'open'],
    ['queues', 'b:1'],
    ['order', 'oldest'],
  ])('refuses another %s', (name, value) => {
    expect(refusal({ cursor: cursorOf(given), [name]: value })).toEqual([[`query.${name}`, 'differsFromCursor']])
  })

  it('refuses the cursor of another cluster', () => {
    const foreign = encodeCursor(cursorScope('rmq-bbbbbbbb'), cursorStateOf(open(given).query, 1))
    expect(refusal({ cursor: foreign })).toEqual([['query.cursor', 'foreignCursor']])
  })
})
