import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getEarliestMsgStoretime } from './get-earliest-msg-storetime.ts'
import { getMaxOffset } from './get-max-offset.ts'
import { getMinOffset } from './get-min-offset.ts'
import { searchOffsetByTimestamp } from './search-offset-by-timestamp.ts'

describe.each(goldenVersions)('offsets of %s', (version) => {
  const storedAt = version === '4.9.7' ? 1_795_637_724_994n : 1_795_637_682_166n
  it.each([
    ['get-max-offset', 'three-messages', getMaxOffset, 3n],
    ['get-min-offset', 'three-messages', getMinOffset, 0n],
    ['search-offset-by-timestamp', 'before', searchOffsetByTimestamp, 0n],
    // Asked with UPPER, and 4.9 takes the nearest: the last message, not the end.
    ['search-offset-by-timestamp', 'after', searchOffsetByTimestamp, 2n],
    ['get-earliest-msg-storetime', 'three-messages', getEarliestMsgStoretime, storedAt],
    ['get-earliest-msg-storetime', 'empty', getEarliestMsgStoretime, -1n],
  ] as const)('%s, %s', (name, testCase, request, expected) => {
    expect(request.decode(goldenReply(name, version, testCase))).toBe(expected)
  })
})

it('asks for a queue, and for a time with its side', () => {
  const queue = { topic: 't', queueId: 3 }
  expect(toExtFields(getMaxOffset.encode(queue).header)).toEqual({ topic: 't', queueId: '3' })
  expect(toExtFields(getMinOffset.encode(queue).header)).toEqual({ topic: 't', queueId: '3' })
  expect(toExtFields(getEarliestMsgStoretime.encode(queue).header)).toEqual({ topic: 't', queueId: '3' })
  const search = { ...queue, timestamp: 1_700_000_000_000 }
  expect(toExtFields(searchOffsetByTimestamp.encode(search).header)).toEqual({
    topic: 't',
    queueId: '3',
    timestamp: '1700000000000',
  })
  const upper = searchOffsetByTimestamp.encode({ ...search, boundaryType: 'UPPER' })
  expect(toExtFields(upper.header)).toMatchObject({ boundaryType: 'UPPER' })
})

it.each([
  ['no field', {}],
  ['an empty field', { offset: '' }],
  ['a field that is no integer', { offset: '12x' }],
])('refuses a reply with %s', (_, extFields) => {
  const decode = () => getMaxOffset.decode({ code: 0, extFields, body: Buffer.alloc(0) })
  expect(decode).toThrow(expect.objectContaining({ name: 'ProtocolError' }))
})

it('keeps 9223372036854775807', () => {
  const reply = { code: 0, extFields: { offset: '9223372036854775807' }, body: Buffer.alloc(0) }
  expect(getMaxOffset.decode(reply)).toBe(9_223_372_036_854_775_807n)
})
