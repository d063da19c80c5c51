import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { buildMessage } from '#lib/messages/testing/build-message.ts'
import { compileFilter, FilterFaults, filterMessages, judgeMessages, type Verdict } from './message-filter.ts'

const signal = new AbortController().signal
const message = (body: string | Buffer, properties: Record<string, string> = {}) =>
  buildMessage({ storedBody: Buffer.from(body), properties: new Map(Object.entries(properties)) })
const judge = async (expression: string, given = message('{}')): Promise<Verdict | undefined> =>
  (await judgeMessages(compileFilter(expression), [given], { signal }))[0]
const problemOf = (expression: string) => {
  try {
    compileFilter(expression)
    return null
  } catch (error) {
    return error instanceof AppError ? error.facts.fields?.[0] : error
  }
}

describe('a filter', () => {
  const order = message(
    JSON.stringify({ amount: 6480.5, lines: [{ sku: 'a' }, { sku: 'b' }] }).replace(
      '}',
      ',"buyer":9223372036854775807}',
    ),
    { TAGS: 'paid', KEYS: 'o-1 o-2', region: 'eu', __BORNHOST: '10.1.2.3:80' },
  )
  it.each([
    ['json.amount > 100 && props.region == "eu"', true],
    ['json.amount > 100 && props.region == "us"', false],
    ['tags == "paid" && "o-2" in keys && size(keys) == 2', true],
    ['bornHost.startsWith("10.1.2.3:") && queueId == 0 && queueOffset == 0 && reconsumeTimes == 0', true],
    ['size > 90 && storeTimestamp < timestamp("2000-01-01T00:00:00Z")', true],
    ['body.contains("6480.5") && body.matches("sku.*b")', true],
    ['has(props.nope) || has(json.nope)', false],
  ])('%s', async (expression, expected) => {
    const amount = message('{"amount":6480.5,"lines":[{"sku":"a"},{"sku":"b"}]}')
    expect(await judge(expression, { ...order, storedBody: amount.storedBody })).toBe(expected)
  })

  it('knows whole numbers of 64 bits exactly', async () => {
    const big = message('{"id":9223372036854775807,"u":18446744073709551615,"part":2.0}')
    expect(await judge('json.id == 9223372036854775807', big)).toBe(true)
    expect(await judge('json.id == 9223372036854775806', big)).toBe(false)
    expect(await judge('json.u == 18446744073709551615u', big)).toBe(true)
    expect(await judge('json.u == 18446744073709551614u', big)).toBe(false)
    expect(await judge('json.part * 1.5 == 3.0', big)).toBe(true)
  })

  it('reads compressed bodies and such in GBK', async () => {
    const storedBody = deflateSync(Buffer.from('{"a":1}'))
    expect(await judge('json.a == 1', buildMessage({ storedBody, compression: 'zlib' }))).toBe(true)
    const gbk = Buffer.from('b6a9b5a5d2d1d6a7b8b6', 'hex')
    expect(await judge('body.contains("支付")', message(gbk))).toBe(true)
  })

  it('says that it looks at the body', () => {
    expect(compileFilter('json.a == 1')).toMatchObject({ needsBody: true })
    expect(compileFilter('props.a == "1" || body == ""')).toMatchObject({ needsBody: true })
    expect(compileFilter('keys.exists(k, k.startsWith("o"))')).toMatchObject({ needsBody: false })
  })

  it.each([
    ['json.amount > ', { line: 1, column: 15 }],
    ['json.a == 1 &&\n  jsn.b == 2', { line: 2, column: 3, why: 'Unknown variable: jsn' }],
    ['body + 1 == "x"', { line: 1, column: 1 }],
    ['size', { column: 1, why: 'This is of type int, and a filter must be true or false.' }],
    ['bytes(body).size() > 3', { column: 1, why: 'Bytes are not available in filters: compare text.' }],
    ['b"abc" == b"abc"', { column: 1 }],
    ['body.matches("[a")', { column: 14, why: expect.stringContaining('Invalid regular expression') }],
    ['', { line: 1, column: 1 }],
  ])('M-12: %s is refused with its position', (expression, params) => {
    expect(problemOf(expression)).toMatchObject({ path: 'query.filter', rule: 'filter', params })
  })

  it('M-12: counts what cannot be judged, each with its reason, and goes on', async () => {
    const messages = [
      message('{"a":1}'),
      message('plain'),
      message('{"b":1}'),
      message(Buffer.from([0, 255, 1])),
      message('{"a":"x"}'),
    ]
    const faults = new FilterFaults()
    const found = await filterMessages(compileFilter('json.a >= 1'), messages, { signal, faults })
    expect(found).toEqual([messages[0]])
    expect(faults.count).toBe(4)
    expect(faults.first.map(({ fault }) => fault.code)).toEqual([
      'BODY_NOT_JSON',
      'NO_SUCH_KEY',
      'BODY_NOT_TEXT',
      'NO_SUCH_OVERLOAD',
    ])
  })

  it('is no fault where something else decides', async () => {
    expect(await judge('tags == "x" && json.a == 1', message('no json'))).toBe(false)
    expect(await judge('json.a == 1 || true', message('no json'))).toBe(true)
  })

  it('M-12: an endless one is stopped, and others go on', async () => {
    const long = message(`{"n":[${Array.from({ length: 20_000 }, (_, i) => i).join()}]}`)
    const endless = [
      judge('json.n.all(a, json.n.all(b, json.n.all(c, a + b + c >= 0)))', long),
      judge('body.matches("^(a+)+$")', message(`${'a'.repeat(40)}!`)),
    ]
    const good = judge('size > 0')
    const [loop, pattern] = await Promise.allSettled(endless)
    for (const result of [loop, pattern]) {
      expect(result).toMatchObject({
        reason: { code: 'INVALID_INPUT', facts: { fields: [{ rule: 'filterTooSlow' }] } },
      })
    }
    expect(await good).toBe(true)
    expect(await judge('size > 0')).toBe(true)
  })

  it('M-12: one that takes all memory is stopped', async () => {
    const long = message(`{"n":[${Array.from({ length: 100_000 }, (_, i) => i).join()}]}`)
    await expect(judge('json.n.map(a, json.n.map(b, [a, b])).size() > 0', long)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ rule: expect.stringMatching(/filterToo(Large|Slow)/) }] },
    })
    expect(await judge('size > 0')).toBe(true)
  })

  it('reaches nothing but what it was given', async () => {
    for (const expression of ['json.constructor == null', 'json.__proto__ == null', 'props.constructor == ""']) {
      expect(await judge(expression)).toMatchObject({ code: 'NO_SUCH_KEY' })
    }
    expect(problemOf('process.exit(1)')).toMatchObject({ rule: 'filter' })
    expect(problemOf('message == 1')).toMatchObject({ rule: 'filter' })
  })

  it('is given up when nobody waits', async () => {
    const left = new AbortController()
    const waiting = judgeMessages(compileFilter('size > 0'), [message('a')], { signal: left.signal })
    left.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
  })
})
