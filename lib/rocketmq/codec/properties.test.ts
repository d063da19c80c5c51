import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeProperties, encodeProperties, isSystemProperty, messageType } from './properties.ts'

const text = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((part) => !part.includes('\u0001') && !part.includes('\u0002'))

describe('decodeProperties', () => {
  it('reads back any properties', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (entries) => {
        const properties = new Map(entries)
        expect(decodeProperties(encodeProperties(properties))).toEqual(properties)
      }),
    )
  })

  it.each<[string, string, [string, string][]]>([
    ['nothing', '', []],
    [
      'a last property without its separator',
      'a\u00011\u0002b\u00012',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['the last of two equal names', 'a\u00011\u0002a\u00012\u0002', [['a', '2']]],
    ['nothing of an empty name or value', '\u00011\u0002b\u0001\u0002c\u00013\u0002', [['c', '3']]],
    ['nothing of a name without a value', 'a\u0002b\u00012\u0002', [['b', '2']]],
    ['a value with a separator of names in it', 'a\u00011\u00012\u0002', [['a', '1\u00012']]],
    ['separators alone', '\u0002\u0002\u0001\u0002', []],
  ])('reads %s', (_what, given, entries) => {
    expect([...decodeProperties(given)]).toEqual(entries)
  })

  it('reads a value after any number of entries without one', () => {
    expect([...decodeProperties(`${'a\u0002'.repeat(200_000)}b\u00012\u0002c\u0002d\u00014`)]).toEqual([
      ['b', '2'],
      ['d', '4'],
    ])
  })
})

describe('encodeProperties', () => {
  it.each(['a\u0001b', 'a\u0002b'])('refuses a separator inside a name or a value: %j', (bad) => {
    expect(() => encodeProperties(new Map([[bad, 'x']]))).toThrow(RangeError)
    expect(() => encodeProperties(new Map([['x', bad]]))).toThrow(RangeError)
  })
})

describe('isSystemProperty', () => {
  it.each([
    ['UNIQ_KEY', true],
    ['__SHARDINGKEY', true],
    ['__RMQ.TRANSIENT.anything', true],
    ['__CRC32#', true],
    ['orderId', false],
    ['keys', false],
    ['', false],
  ])('of %j is %s', (name, expected) => {
    expect(isSystemProperty(name)).toBe(expected)
  })
})

describe('messageType', () => {
  it.each([
    [{}, 'NORMAL'],
    [{ __SHARDINGKEY: 'a' }, 'FIFO'],
    [{ DELAY: '3', __SHARDINGKEY: 'a' }, 'DELAY'],
    [{ TIMER_DELIVER_MS: '1' }, 'DELAY'],
    [{ TIMER_DELAY_SEC: '1' }, 'DELAY'],
    [{ TIMER_DELAY_MS: '1' }, 'DELAY'],
    [{ TRAN_MSG: 'true', DELAY: '3' }, 'TRANSACTION'],
    [{ TRAN_MSG: 'false' }, 'NORMAL'],
  ])('of %j is %s', (properties, expected) => {
    expect(messageType(new Map(Object.entries(properties)))).toBe(expected)
  })
})
