import { expect, test } from 'vitest'
import { safeReturn } from './safe-return.ts'

test.each([
  [null, '/'],
  ['', '/'],
  ['/clusters/rmq-abcdefgh/topics?q=a%25b&page=2', '/clusters/rmq-abcdefgh/topics?q=a%25b&page=2'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example/', '/'],
  ['/\\elsewhere.example', '/'],
  ['/api/v1/openapi.json', '/'],
  ['/sign-in?return=/audit', '/'],
  ['javascript:alert(1)', '/'],
])('returns from %s to %s', (wanted, path) => {
  expect(safeReturn(wanted)).toBe(path)
})
