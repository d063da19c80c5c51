import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeOffsetMsgId, decodeUniqKey, encodeOffsetMsgId } from './message-id.ts'

describe('offset message ids', () => {
  // Written by MessageDecoder.createMessageId of 4.9.7 and 5.5.0.
  it.each([
    ['127.0.0.1:10911', 123456n, '7F00000100002A9F000000000001E240'],
    ['[2001:db8::1]:10911', 9223372036854775807n, '20010DB800000000000000000000000100002A9F7FFFFFFFFFFFFFFF'],
  ])('of %s and %s are as Java writes them', (address, commitLogOffset, id) => {
    expect(encodeOffsetMsgId(address, commitLogOffset)).toBe(id)
    expect(decodeOffsetMsgId(id)).toEqual({ address, commitLogOffset })
    expect(decodeOffsetMsgId(id.toLowerCase())).toEqual({ address, commitLogOffset })
  })

  it('read back any address and offset', () => {
    const address = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65535 })).map(([ip, port]) => `${ip}:${port}`)
    fc.assert(
      fc.property(address, fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (host, commitLogOffset) => {
        expect(decodeOffsetMsgId(encodeOffsetMsgId(host, commitLogOffset))).toEqual({ address: host, commitLogOffset })
      }),
    )
  })

  it.each([
    ['no text', ''],
    ['too few characters', '7F00000100002A9F000000000001E24'],
    ['characters that are not hex', '7F00000100002A9F000000000001E24G'],
    ['port 0', '7F00000100000000000000000001E240'],
    ['a port that is none', '7F00000100010000000000000001E240'],
    ['a negative port', '7F000001FFFFFFFF000000000001E240'],
    ['a negative offset', '7F00000100002A9FFFFFFFFFFFFFFFFF'],
    ['a gRPC id', '01C8218A3B7F1E2F8A0A1B2C3D00000001'],
  ])('are not found in %s', (_what, text) => {
    expect(decodeOffsetMsgId(text)).toBeNull()
  })

  it.each(['localhost:10911', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:x', ':10911', ''])(
    'cannot be made of the address %j',
    (address) => {
      expect(() => encodeOffsetMsgId(address, 0n)).toThrow(RangeError)
    },
  )
})

describe('decodeUniqKey', () => {
  const now = new Date('2026-11-25T19:40:00Z')

  it('reads an id of a 5.5.0 Java client with an IPv6 address, its time to the millisecond', () => {
    // createUniqID at 1795635315740, time zone UTC.
    const decoded = decodeUniqKey('FD00000000000000000000000000000251101DBD16A67FCC9C1C0001', now)
    expect(decoded?.kind).toBe('remoting')
    expect(decoded?.address).toBe('fd00::2')
    expect(Math.abs((decoded?.approximateSendTimes[0]?.getTime() ?? 0) - 1795635315740)).toBeLessThan(1000)
  })

  it('reads an id with an IPv4 address and offers one time per month, newest first', () => {
    // 10.1.2.3, pid 4097, hash 1DBD16A6, 36 hours into the month.
    const decoded = decodeUniqKey('0A01020310011DBD16A607B98A000005', now)
    expect(decoded).toMatchObject({ kind: 'remoting', address: '10.1.2.3' })
    expect(decoded?.approximateSendTimes).toHaveLength(12)
    expect(decoded?.approximateSendTimes.slice(0, 3)).toEqual([
      new Date('2026-11-02T12:00:00Z'),
      new Date('2026-10-02T12:00:00Z'),
      new Date('2026-09-02T12:00:00Z'),
    ])
  })

  it('reads the time of the last days of a month, where Java has overflowed its int', () => {
    // 30 days and 12 hours into the month: only months of 31 days have it, and November has not come to it.
    const decoded = decodeUniqKey('0A01020310011DBD16A69D11F6000005', now)
    expect(decoded?.approximateSendTimes[0]).toEqual(new Date('2026-10-31T12:00:00Z'))
    expect(decoded?.approximateSendTimes.some((time) => time.getUTCDate() !== 31)).toBe(false)
  })

  it('allows for a client whose month has begun before ours', () => {
    const lastEvening = new Date('2026-11-30T20:00:00Z')
    const decoded = decodeUniqKey('0A01020310011DBD16A60036EE800005', lastEvening)
    expect(decoded?.approximateSendTimes[0]).toEqual(new Date('2026-12-01T01:00:00Z'))
  })

  it('reads an id of a gRPC client', () => {
    const decoded = decodeUniqKey('01C8218A3B7F1E2F8A0A1B2C3D00000001', now)
    expect(decoded).toEqual({
      kind: 'grpc',
      approximateSendTimes: [new Date(Date.UTC(2021, 0, 1) + 0x0a1b2c3d * 1000)],
    })
  })

  it.each([
    ['a user’s own id', 'order-4711'],
    ['a gRPC id of another version', '02C8218A3B7F1E2F8A0A1B2C3D00000001'],
    ['a time beyond any month', '0A01020310011DBD16A6FFFFFFFF0005'],
    ['no text', ''],
  ])('finds nothing in %s', (_what, text) => {
    expect(decodeUniqKey(text, now)).toBeNull()
  })
})
