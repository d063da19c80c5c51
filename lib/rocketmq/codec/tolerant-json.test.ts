import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../errors.ts'
import { JsonObject, type JsonValue, UnresolvedRef } from './json-value.ts'
import { parseTolerantJson, type TolerantJsonOptions } from './tolerant-json.ts'

const parse = (text: string, options?: TolerantJsonOptions) => parseTolerantJson(Buffer.from(text), options)

/** As JSON.parse would give it, for values that it can hold. */
function plain(value: JsonValue): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof JsonObject) {
    return Object.fromEntries(Object.entries(value.asRecord()).map(([key, member]) => [key, plain(member)]))
  }
  return value
}

function parsedObject(text: string): JsonObject {
  const value = parse(text)
  if (!(value instanceof JsonObject)) throw new Error(`Not an object: ${text}`)
  return value
}

function get(value: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((at, key) => (at instanceof JsonObject ? at.get(key) : undefined), value)
}

function queueIds(table: JsonValue | undefined): unknown[] {
  return table instanceof JsonObject ? table.keys.map((key) => get(key, 'queueId')) : []
}

describe('parseTolerantJson', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), fc.constantFrom(undefined, 1), (value, indent) => {
        // fastjson's $ref is a member of its own kind, so a random one is out of this comparison.
        const text = JSON.stringify(value, null, indent)
        expect(JSON.stringify(plain(parse(text)))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it('never throws anything but a ProtocolError', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      "'",
      '\\',
      '0',
      '-',
      '.',
      'e',
      'null',
      '$ref',
      '$',
      ' ',
      'é',
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
        try {
          parse(tokens.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('reads cluster info: integer keys in the order written', () => {
    const info = parse(
      '{"brokerAddrTable":{"broker-a":{"brokerAddrs":{10:"127.0.0.1:3",0:"127.0.0.1:1",1:"127.0.0.1:2"},"brokerName":"broker-a"}}}',
    )
    const brokerAddrs = get(info, 'brokerAddrTable', 'broker-a', 'brokerAddrs')
    expect(brokerAddrs instanceof JsonObject && brokerAddrs.entries).toEqual([
      [10n, '127.0.0.1:3'],
      [0n, '127.0.0.1:1'],
      [1n, '127.0.0.1:2'],
    ])
    expect(get(brokerAddrs, '0')).toBe('127.0.0.1:1')
  })

  it('reads objects as keys, and braces, colons and quotes inside strings', () => {
    const table = get(
      parse('{"offsetTable":{{"brokerName":"b{:\\"}","queueId":0}:{"brokerOffset":100}}}'),
      'offsetTable',
    )
    expect(table instanceof JsonObject && table.keys.length).toBe(1)
    expect(table instanceof JsonObject && get(table.keys[0], 'brokerName')).toBe('b{:"}')
    expect(table instanceof JsonObject && get(table.values[0], 'brokerOffset')).toBe(100n)
  })

  it('reads keys of every kind that fastjson writes bare', () => {
    expect(parsedObject('{1.5:4,true:1,null:2,-7:3,name:5,[1]:6}').entries).toEqual([
      [1.5, 4n],
      [true, 1n],
      [null, 2n],
      [-7n, 3n],
      ['name', 5n],
      [[1n], 6n],
    ])
  })

  it.each([
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    ['9007199254740993', 9007199254740993n],
    ['999999999999999', 999999999999999n],
    ['1000000000000000', 1000000000000000n],
    ['0', 0n],
    ['-0', 0n],
    ['0.0', 0],
    ['1.0E-5', 0.00001],
    ['1.0E10', 10_000_000_000],
    ['-2.5e+3', -2500],
  ])('keeps the number %s', (text, value) => {
    expect(parse(text)).toBe(value)
  })

  it('keeps every int64', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(parse(`{"offset":${value}}`)).toMatchObject({ values: [value] })
      }),
    )
  })

  it.each([
    ['"\\u8ba2\\u5355 \\ud83d\\ude00"', '订单 😀'],
    ['"订单 😀 \u2028"', '订单 😀 \u2028'],
    ['"a\\"b\\\\c\\/d\\b\\f\\n\\r\\t"', 'a"b\\c/d\b\f\n\r\t'],
    ['\'it is "quoted"\'', 'it is "quoted"'],
    ['"it\'s"', "it's"],
    ['"a\nb"', 'a\nb'],
    ['""', ''],
  ])('reads the string %s', (text, value) => {
    expect(parse(text)).toBe(value)
  })

  it('keeps same-named strings apart from strings that only hash alike', () => {
    // "Aa" and "BB" have one hash; so have all words made of them.
    const names = ['AaAa', 'BBBB', 'AaBB', 'BBAa', 'AaAa', 'BBBB']
    expect(parse(JSON.stringify(names))).toEqual(names)
  })

  it('keeps every one of many members, whatever their names', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `topic-${index}`)
    const record = parsedObject(JSON.stringify(Object.fromEntries(names.map((name) => [name, name])))).asRecord()
    expect(Object.keys(record)).toEqual(names)
    expect(Object.values(record)).toEqual(names)
  })

  it('cannot reach a prototype by a member name', () => {
    const object = parsedObject('{"__proto__":{"isAdmin":true},"constructor":1}')
    const record = object.asRecord()
    expect(Object.getPrototypeOf(record)).toBeNull()
    expect(Object.keys(record)).toEqual(['__proto__', 'constructor'])
    expect(object.get('isAdmin')).toBeUndefined()
    expect(object.get('toString')).toBeUndefined()
  })

  it.each([
    ['', 0],
    ['   ', 3],
    ['{', 1],
    ['{"a"', 4],
    ['{"a":1', 6],
    ['{"a":1 "b":2}', 7],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1', 2],
    ['"abc', 0],
    ['"\\u12g4"', 1],
    ['"\\q"', 1],
    ['"\\', 1],
    ['nul', 0],
    ['NaN', 0],
    ['01', 0],
    ['1.', 0],
    ['-', 0],
    ['1e999', 0],
    ['1 2', 2],
    ['}', 0],
    ['{"é":x}', 6],
  ])('refuses %j at byte %i', (text, positionBytes) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'ProtocolError', positionBytes }))
  })

  it('refuses to nest deeper than its limit, by values or by keys', () => {
    expect(parse('['.repeat(64) + ']'.repeat(64))).toBeInstanceOf(Array)
    for (const opening of ['[', '{"a":', '{', '{[']) {
      expect(() => parse(opening.repeat(100_000))).toThrow(/Nested deeper than 64/)
    }
    expect(() => parse('[[[]]]', { maxDepth: 2 })).toThrow(expect.objectContaining({ positionBytes: 2 }))
  })

  it('refuses numbers and documents beyond their limits', () => {
    expect(parse('1'.repeat(128))).toBe(BigInt('1'.repeat(128)))
    expect(() => parse('1'.repeat(129))).toThrow(/longer than 128/)
    expect(() => parse(`1.${'1'.repeat(1_000_000)}`)).toThrow(/longer than 128/)
    expect(() => parse('[1,2]', { maxBytes: 4 })).toThrow(/longer than the 4/)
  })
})

describe('$ref', () => {
  it('resolves what fastjson 1.2.69 really wrote for shared keys, members, list items and map entries', () => {
    const mq0 = '{"brokerName":"broker-a","queueId":0,"topic":"T"}'
    const mq1 = '{"brokerName":"broker-a","queueId":1,"topic":"T"}'
    const day = '{"name":"day","tps":1.5}'
    const unresolved: string[] = []
    const body = parse(
      `{"aTable":{${mq0}:9223372036854775807,${mq1}:2},"bTable":{{"$ref":"$.aTable.null"}:3,{"$ref":"$.aTable.null"}:4},` +
        `"byId":{7:${day}},"list":[${day}],"named":{"broker-a.x":${day}},"statsDay":${day},"statsHour":{"$ref":"$.statsDay"},` +
        '"viaId":{"$ref":"$.byId[7]"},"zlist":{"$ref":"$.list[0]"},"zviaName":{"$ref":"$.named.broker\\\\-a\\\\.x"}}',
      { onUnresolvedRef: (ref) => unresolved.push(ref) },
    )
    expect(queueIds(get(body, 'bTable'))).toEqual([0n, 1n])
    for (const name of ['statsHour', 'viaId', 'zlist', 'zviaName']) expect(get(body, name, 'name')).toBe('day')
    expect(get(body, 'statsHour')).toBe(get(body, 'statsDay'))
    expect(unresolved).toEqual([])
  })

  it('resolves this, its parent and the document, which then contain themselves', () => {
    const body = parse('{"self":{"a":{"$ref":"@"},"b":{"$ref":".."}},"list":[{"$ref":".."}],"all":{"$ref":"$"}}')
    expect(get(body, 'self', 'a')).toBe(get(body, 'self'))
    expect(get(body, 'self', 'b')).toBe(body)
    expect(get(body, 'all')).toBe(body)
    expect(get(body, 'list')).toEqual([body])
  })

  it('takes the only key of a map, also for a value', () => {
    const body = parse('{"a":{{"queueId":5}:1},"b":{{"$ref":"$.a.null"}:1,{"queueId":6}:2},"c":{"$ref":"$.a.null"}}')
    expect(queueIds(get(body, 'b'))).toEqual([5n, 6n])
    expect(get(body, 'c', 'queueId')).toBe(5n)
  })

  it.each([
    ['counts differ', '{"a":{{"q":0}:1,{"q":1}:2},"b":{{"$ref":"$.a.null"}:7}}', '$.a.null'],
    ['the path leads nowhere', '{"a":1,"b":{{"$ref":"$.x.y[3]"}:7}}', '$.x.y[3]'],
    ['it points forward to another reference', '{"b":{{"$ref":"$.c"}:7},"c":{"$ref":"$.d"}}', '$.c'],
    ['a list has no such item', '{"a":[1],"b":{{"$ref":"$.a[1]"}:7}}', '$.a[1]'],
    ['its map is the one it stands in', '{"b":{{"$ref":"$.b.null"}:7}}', '$.b.null'],
  ])('leaves a marker and says so when %s, and keeps the value beside it', (_why, text, ref) => {
    const unresolved: string[] = []
    const table = get(parse(text, { onUnresolvedRef: (each) => unresolved.push(each) }), 'b')
    expect(unresolved).toContain(ref)
    expect(table instanceof JsonObject && table.entries).toEqual([[new UnresolvedRef(ref), 7n]])
  })

  it('leaves a document that is nothing but a reference', () => {
    const unresolved: string[] = []
    expect(parse('{"$ref":"$"}', { onUnresolvedRef: (ref) => unresolved.push(ref) })).toEqual(new UnresolvedRef('$'))
    expect(unresolved).toEqual(['$'])
  })

  it.each(['{"$ref":"a value of a user"}', '{"$ref":1}', '{"$ref":"$.a","more":1}', '{"$ref":""}'])(
    'is an ordinary object in %s',
    (text) => {
      expect(parse(text)).toBeInstanceOf(JsonObject)
    },
  )

  it('ends in time linear to the body, however references chain', () => {
    const members = Array.from({ length: 20_000 }, (_, index) => `"m${index}":{"$ref":"$.m${index + 1}"}`)
    const backward = Array.from({ length: 20_000 }, (_, index) => `"n${index + 1}":{"$ref":"$.n${index}"}`)
    const body = parse(`{${members.join()},"n0":{"a":1},${backward.join()}}`)
    expect(get(body, 'n20000', 'a')).toBe(1n)
    expect(get(body, 'm0')).toBeInstanceOf(UnresolvedRef)
  })
})
