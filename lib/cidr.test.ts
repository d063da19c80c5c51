import { expect, test } from 'vitest'
import { cidrMatcher, isCidr, plainAddress } from '#lib/cidr.ts'

test.each([
  ['10.0.0.0/8', true],
  ['10.0.0.1', true],
  ['fd00::/8', true],
  ['::1', true],
  ['0.0.0.0/0', true],
  ['10.0.0.0/33', false],
  ['10.0.0/8', false],
  ['fd00::/129', false],
  ['10.0.0.0/8/1', false],
  ['10.0.0.0/', false],
  ['localhost', false],
  ['', false],
])('isCidr(%j) is %s', (text, expected) => {
  expect(isCidr(text)).toBe(expected)
})

test('matches addresses of both families, mapped ones as the IPv4 address they carry', () => {
  const isInside = cidrMatcher(['10.0.0.0/8', '192.168.7.7', 'fd00::/8'])
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.7.7', 'fd12::1']) expect(isInside(address)).toBe(true)
  for (const address of ['11.0.0.1', '192.168.7.8', 'fe80::1', 'not an address', ''])
    expect(isInside(address)).toBe(false)
  expect(cidrMatcher([])('127.0.0.1')).toBe(false)
})

test('plainAddress leaves IPv6 alone', () => {
  expect(plainAddress('::FFFF:127.0.0.1')).toBe('127.0.0.1')
  expect(plainAddress('::ffff:1:2')).toBe('::ffff:1:2')
  expect(plainAddress('fd00::1')).toBe('fd00::1')
})
