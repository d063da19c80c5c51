import { expect, test } from 'vitest'
import { cidrMatcher } from '#lib/cidr.ts'
import { clientOf, directLoopbackHeader, overwriteClaims } from '#lib/web/client-address.ts'

const isTrusted = cidrMatcher(['10.0.0.0/8', '::1'])
const trustNobody = cidrMatcher([])

test.each([
  // peer, X-Forwarded-For, expected
  ['203.0.113.9', undefined, '203.0.113.9'],
  ['203.0.113.9', '1.2.3.4', '203.0.113.9'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['10.0.0.1', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
  ['10.0.0.1', '1.2.3.4, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['10.0.0.1', '203.0.113.9, nonsense, 10.0.0.2', '10.0.0.2'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['::1', '2001:db8::7', '2001:db8::7'],
])('peer %s with X-Forwarded-For %j is client %s', (peer, forwarded, expected) => {
  expect(clientOf({ 'x-forwarded-for': forwarded }, peer, isTrusted).address).toBe(expected)
})

test('scheme and host come from a trusted proxy only, from its own end of the list', () => {
  const headers = { 'x-forwarded-proto': 'http, https', 'x-forwarded-host': 'evil.example, mq.example.com' }
  expect(clientOf(headers, '10.0.0.1', isTrusted)).toMatchObject({ proto: 'https', host: 'mq.example.com' })
  expect(clientOf(headers, '203.0.113.9', isTrusted)).toMatchObject({ proto: 'http', host: null })
})

test('drops every claim of a stranger, and headers that only we may set', () => {
  const headers = {
    host: 'localhost:3000',
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '1.2.3.4',
    forwarded: 'for=1.2.3.4',
    'x-apogee-direct': '1',
    'x-apogee-peer': '10.0.0.1',
    'x-middleware-subrequest': 'proxy',
    cookie: 'a=b',
  }
  overwriteClaims(headers, '203.0.113.9', trustNobody)
  expect(headers).toEqual({
    host: 'localhost:3000',
    'x-apogee-peer': '203.0.113.9',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'http',
    cookie: 'a=b',
  })
})

test.each([
  ['127.0.0.1', {}, true],
  ['::ffff:127.0.0.1', {}, true],
  ['::1', {}, true],
  ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, false],
  ['127.0.0.1', { forwarded: 'for=x' }, false],
  ['203.0.113.9', {}, false],
  ['203.0.113.9', { [directLoopbackHeader]: '1' }, false],
])('peer %s with %j is direct: %s', (peer, given, isDirect) => {
  const headers: Record<string, string> = { ...given }
  overwriteClaims(headers, peer, trustNobody)
  expect(headers[directLoopbackHeader] === '1').toBe(isDirect)
})
