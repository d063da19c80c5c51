import { isIP, SocketAddress } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHost, formatIp, parseIp } from './host.ts'

describe('parseIp, formatIp', () => {
  it('agree for any address, and with Node about how to write it', () => {
    const ip = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.array(fc.constantFrom(0, 0, 1, 255), { minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes)),
    )
    fc.assert(
      fc.property(ip, (bytes) => {
        const text = formatIp(bytes)
        expect(parseIp(text)).toEqual(Buffer.from(bytes))
        expect(isIP(text)).toBe(bytes.length === 4 ? 4 : 6)
      }),
    )
  })

  it.each(['::', '::1', '2001:db8::1', 'fe80::1:0:0:1', '1:0:2:3:4:5:6:7', '1:2:3:4:5:6::'])(
    'write %s as Node does',
    (text) => {
      expect(formatIp(parseIp(text) ?? Buffer.alloc(0))).toBe(
        new SocketAddress({ address: text, family: 'ipv6' }).address,
      )
    },
  )

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1.2.3.a',
    '::1::',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    'localhost',
  ])('refuse %j', (text) => {
    expect(parseIp(text)).toBeNull()
  })
})

describe('formatHost', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:10911'],
    ['2001:db8::1', '[2001:db8::1]:10911'],
  ])('of %s is %s', (ip, host) => {
    expect(formatHost(parseIp(ip) ?? Buffer.alloc(0), 10911)).toBe(host)
  })
})
