import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeBody, isBodyView, MAX_SHOWN_BYTES, previewOf, undecodableBody } from './decode-body.ts'

/** 订单已支付，金额 in GBK. */
const gbk = Buffer.from('b6a9b5a5d2d1d6a7b8b6a3acbdf0b6ee', 'hex')
const random = Buffer.from(
  '9f3c81e7d06a15f2b84c07aa91e25d13c8fe7706b3419d28f05ce17b94a23f60d8117e0c5ba6e93482cf1d70fb4e6609a1d35c',
  'hex',
)

describe('decodeBody, view auto', () => {
  it.each([
    ['text', Buffer.from('paid'), { text: 'paid', as: 'text', charset: 'utf-8' }],
    ['nothing', Buffer.alloc(0), { text: '', as: 'text' }],
    ['text in Chinese', Buffer.from('订单已支付'), { text: '订单已支付', as: 'text', charset: 'utf-8' }],
    ['JSON with 2^63−1', Buffer.from('{"a":9223372036854775807}'), { text: '{"a":9223372036854775807}', as: 'json' }],
    ['an array', Buffer.from(' [1, 2]\n'), { text: ' [1, 2]\n', as: 'json' }],
    ['what only begins like JSON', Buffer.from('{not json'), { text: '{not json', as: 'text' }],
    ['a number, which is no JSON to a reader', Buffer.from('42'), { text: '42', as: 'text' }],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>'), { text: '<?xml version="1.0"?><a/>', as: 'xml' }],
    ['GBK', gbk, { text: '订单已支付，金额', as: 'text', charset: 'gbk' }],
    ['UTF-16 with a mark', Buffer.from('\ufeffhi', 'utf16le'), { text: 'hi', as: 'text', charset: 'utf-16le' }],
    ['random bytes', random, { text: random.toString('hex'), as: 'hex' }],
    ['bytes with a zero', Buffer.from([0x61, 0, 0x62]), { text: '610062', as: 'hex' }],
    ['gzip of JSON', gzipSync('{"a":1}'), { text: '{"a":1}', as: 'json', contentEncoding: 'gzip' }],
    ['gzip of bytes', gzipSync(random), { as: 'hex', text: gzipSync(random).toString('hex') }],
    ['what only begins like gzip', Buffer.from('1f8b0800ff', 'hex'), { text: '1f8b0800ff', as: 'hex' }],
  ])('shows %s', (_, bytes, expected) => {
    expect(decodeBody(bytes)).toMatchObject({ isCut: false, ...expected })
    expect(decodeBody(bytes).error).toBeUndefined()
  })

  it('cuts what is longer than 64 KiB and says so', () => {
    const bytes = Buffer.from(JSON.stringify({ a: 'x'.repeat(4 * 1024 * 1024) }))
    const body = decodeBody(bytes)
    expect(body).toMatchObject({ as: 'json', isCut: true, shownBytes: MAX_SHOWN_BYTES, totalBytes: bytes.length })
    expect(body.text).toHaveLength(MAX_SHOWN_BYTES)
  })

  it('leaves out a character that the cut goes through', () => {
    const body = decodeBody(Buffer.from('订单'.repeat(40_000)))
    expect(body.as).toBe('text')
    expect(body.text).not.toContain('\ufffd')
  })

  it('does not unpack more than 16 MiB for a look', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    expect(decodeBody(bomb)).toMatchObject({ as: 'hex', totalBytes: bomb.length })
  })

  it('survives JSON nested without end', () => {
    expect(decodeBody(Buffer.from('['.repeat(500_000))).as).toBe('text')
  })
})

describe('decodeBody, a chosen view', () => {
  it.each([
    ['hex', Buffer.from('paid'), { text: '70616964', as: 'hex' }],
    ['base64', Buffer.from('paid'), { base64: 'cGFpZA==', as: 'base64' }],
    ['text', Buffer.from('{"a":1}'), { text: '{"a":1}', as: 'text' }],
    ['json', Buffer.from('{"a":1}'), { text: '{"a":1}', as: 'json' }],
    ['gbk', gbk, { text: '订单已支付，金额', as: 'text', charset: 'gbk' }],
    ['json', Buffer.from('paid'), { as: 'hex', error: { code: 'WRONG_FORM' } }],
    ['xml', Buffer.from('paid'), { as: 'hex', error: { code: 'WRONG_FORM' } }],
    ['text', random, { as: 'hex', error: { code: 'NOT_TEXT' } }],
    ['utf-8', gbk, { as: 'hex', error: { code: 'NOT_TEXT' } }],
  ])('%s', (view, bytes, expected) => {
    expect(decodeBody(bytes, view)).toMatchObject(expected)
  })

  it('knows forms and charsets by name', () => {
    expect(['auto', 'json', 'hex', 'gbk', 'shift_jis', 'utf-16le'].every(isBodyView)).toBe(true)
    expect(isBodyView('klingon')).toBe(false)
  })
})

it('shows a damaged body as it is stored, with the reason', () => {
  const stored = deflateSync('paid').subarray(0, 6)
  expect(undecodableBody(stored, 'The body is not valid zlib data')).toMatchObject({
    as: 'hex',
    text: stored.toString('hex'),
    error: { code: 'DAMAGED', detail: 'The body is not valid zlib data' },
  })
})

describe('previewOf', () => {
  it.each([
    ['text', Buffer.from('a'.repeat(300)), 'a'.repeat(200)],
    ['Chinese, which the cut goes through', Buffer.from(`a${'订'.repeat(300)}`), `a${'订'.repeat(199)}`],
    ['emoji, two units each', Buffer.from('🚀'.repeat(300)), '🚀'.repeat(200)],
    ['GBK', Buffer.concat(Array.from({ length: 100 }, () => gbk)), '订单已支付，金额'.repeat(25)],
    ['gzip', gzipSync('paid'), 'paid'],
    ['bytes', random, null],
  ])('of %s', (_, bytes, expected) => {
    expect(previewOf(bytes, 200)).toBe(expected)
  })
})
