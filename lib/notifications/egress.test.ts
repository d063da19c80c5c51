import { describe, expect, it } from 'vitest'
import { isAllowedAddress } from './egress.ts'

describe('A-11: where messages may go', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '[::1]',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    'fd00::1',
    'fe80::1',
    'fe80::1%eth0',
    'localhost',
  ])('refuses %s', (address) => {
    expect(isAllowedAddress(address, [])).toBe(false)
  })
  it.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '::ffff:8.8.8.8'])('accepts %s', (address) => {
    expect(isAllowedAddress(address, [])).toBe(true)
  })
  it('accepts what the environment names, and no more', () => {
    expect(isAllowedAddress('127.0.0.1', ['127.0.0.0/8'])).toBe(true)
    expect(isAllowedAddress('::ffff:7f00:1', ['127.0.0.0/8'])).toBe(true)
    expect(isAllowedAddress('10.0.0.1', ['127.0.0.0/8'])).toBe(false)
  })
})
