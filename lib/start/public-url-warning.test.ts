import { expect, test } from 'vitest'
import { publicUrlWarning } from '#lib/start/public-url-warning.ts'

test.each([
  ['127.0.0.1', 'http://localhost:3000', false],
  ['::1', 'http://localhost:3000', false],
  ['localhost', 'http://localhost:3000', false],
  ['0.0.0.0', 'https://mq.example.com', false],
  ['0.0.0.0', 'http://mq.example.com', true],
  ['::', 'http://localhost:3000', true],
  ['10.0.0.7', 'http://10.0.0.7:3000', true],
])('HOST %s with %s warns: %s', (host, url, warns) => {
  expect(publicUrlWarning(host, url) !== null).toBe(warns)
})
