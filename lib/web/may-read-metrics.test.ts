import { expect, test } from 'vitest'
import { mayReadMetrics } from '#lib/web/may-read-metrics.ts'

const token = 'metrics-token-1234'

test.each([
  // token, headers, expected
  [undefined, { 'x-apogee-direct': '1' }, true],
  [undefined, {}, false],
  [undefined, { authorization: 'Bearer ' }, false],
  [token, { authorization: `Bearer ${token}` }, true],
  [token, { authorization: `bearer ${token}` }, true],
  [token, { authorization: 'Bearer wrong' }, false],
  [token, { authorization: token }, false],
  [token, { 'x-apogee-direct': '1' }, false],
])('with token %j and %j: %s', (configured, headers, expected) => {
  expect(mayReadMetrics(new Headers(headers as Record<string, string>), configured)).toBe(expected)
})
