import { describe, expect, it } from 'vitest'
import {
  asArray,
  asBigInt,
  asBoolean,
  asNumber,
  asObject,
  asString,
  JsonObject,
  type JsonValue,
  UnresolvedRef,
} from './json-value.ts'

const path = '$.a.b'

describe('as…', () => {
  it.each<[string, (value: JsonValue | undefined, path: string) => unknown, JsonValue, unknown]>([
    ['string', asString, 'text', 'text'],
    ['boolean', asBoolean, false, false],
    ['number of an integer', asNumber, 42n, 42],
    ['number of a decimal', asNumber, 1.5, 1.5],
    ['number beyond 2^53 that is no integer by its text', asNumber, 1e300, 1e300],
    ['number in quotes', asNumber, '42', 42],
    ['decimal in quotes', asNumber, '-1.5e3', -1500],
    ['int64', asBigInt, 9223372036854775807n, 9223372036854775807n],
    ['int64 in quotes', asBigInt, '9223372036854775807', 9223372036854775807n],
    ['list', asArray, [1n], [1n]],
  ])('takes a %s', (_what, as, value, expected) => {
    expect(as(value, path)).toEqual(expected)
  })

  it.each<[string, (value: JsonValue | undefined, path: string) => unknown, JsonValue | undefined]>([
    ['nothing', asString, undefined],
    ['null', asString, null],
    ['an integer', asString, 1n],
    ['a string', asBoolean, 'true'],
    ['an integer', asNumber, 9007199254740992n],
    ['a string', asNumber, '9007199254740992'],
    ['a string', asNumber, ''],
    ['a string', asNumber, ' 1'],
    ['a string', asNumber, '0x10'],
    ['a string', asBigInt, '1.5'],
    ['a string', asBigInt, '1'.repeat(1000)],
    ['a number', asBigInt, 1.5],
    ['an object', asArray, new JsonObject([], [])],
    ['a list', asObject, []],
    ['a reference that cannot be resolved', asObject, new UnresolvedRef('$.x')],
  ])('refuses %s and says where', (found, as, value) => {
    expect(() => as(value, path)).toThrow(expect.objectContaining({ name: 'ProtocolError', path }))
    expect(() => as(value, path)).toThrow(`found ${found} at ${path}`)
  })
})

describe('JsonObject', () => {
  const many = Array.from({ length: 30 }, (_, index) => `k${index}`)

  it.each([
    ['few', ['a', 'b', 'a']],
    ['many', [...many, 'a', 'b', 'a']],
  ])('gets the last of two equal keys among %s', (_count, keys) => {
    const object = new JsonObject(
      keys,
      keys.map((_, index) => BigInt(index)),
    )
    expect(object.get('a')).toBe(BigInt(keys.length - 1))
    expect(object.asRecord().a).toBe(BigInt(keys.length - 1))
    expect(object.get('none')).toBeUndefined()
  })

  it.each([
    ['few', []],
    ['many', many],
  ])('gets keys that are no strings by their text among %s', (_count, more) => {
    const keys = [0n, true, null, 1.5, new JsonObject([], []), ...more]
    const object = new JsonObject(
      keys,
      keys.map((_, index) => BigInt(index)),
    )
    expect(['0', 'true', 'null', '1.5'].map((key) => object.get(key))).toEqual([0n, 1n, 2n, 3n])
    expect(object.get('[object Object]')).toBeUndefined()
  })

  it('has no record when a key is no name', () => {
    expect(() => new JsonObject([[]], [1n]).asRecord()).toThrow('a key that is not a name')
  })
})
