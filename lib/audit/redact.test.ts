import { expect, test } from 'vitest'
import { redact } from '#lib/audit/redact.ts'

const planted = 'pLaNtEd-sEcReT-0f-a-test'

test('cuts secrets out by the name of the field, at any depth', () => {
  const names = [
    'password',
    'currentPassword',
    'newPassword',
    'secretKey',
    'secret_key',
    'clientSecret',
    'APOGEE_SECRET',
    'token',
    'accessToken',
    'authorization',
    'Cookie',
    'clientKey',
    'tlsClientKey',
    'privateKey',
    'tokenHash',
    'passphrase',
    'code',
  ]
  const value = Object.fromEntries(names.map((name) => [name, planted]))
  const kept = JSON.stringify(
    redact({ deep: [{ er: value }], map: new Map([['password', planted]]), credentials: planted }),
  )
  expect(kept).not.toContain(planted)
})

test('cuts secrets out by the look of the value, wherever it stands', () => {
  const token = `apg_${'a1B2'.repeat(10)}`
  const value = {
    remark: `my token is ${token}`,
    note: `Bearer ${planted}`,
    list: [
      `-----BEGIN PRIVATE KEY-----\n${planted}\n-----END PRIVATE KEY-----`,
      `-----BEGIN EC PRIVATE KEY-----\n${planted}`,
    ],
    url: `https://kim:${planted}@example.com/x`,
    [`key ${token}`]: 1,
  }
  const kept = JSON.stringify(redact(value))
  expect(kept).not.toContain(planted)
  expect(kept).not.toContain(token)
  expect(kept).toContain('https://kim:[redacted]@example.com/x')
})

test('keeps what only sounds secret', () => {
  const value = {
    credentials: { accessKey: 'admin', secretKeyLastFour: '5678' },
    error: { code: 'CLUSTER_TIMEOUT', detail: 'x' },
    responseCode: 17,
    needsPasswordChange: true,
    tokens: 3,
    url: 'http://localhost:9876/a@b',
  }
  expect(redact(value)).toEqual(value)
})

test('makes anything storable as jsonb: int64, dates, bytes, NUL, broken surrogates, cycles', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const kept = redact({
    offset: 9223372036854775807n,
    at: new Date(0),
    body: new Uint8Array(3),
    text: 'a\0b\ud800c',
    nothing: undefined,
    set: new Set([1n]),
    fn: () => 1,
    cycle,
  })
  expect(kept).toMatchObject({
    offset: '9223372036854775807',
    at: '1970-01-01T00:00:00.000Z',
    body: '3 bytes',
    text: 'a\uFFFDb\uFFFDc',
    set: ['1'],
  })
  expect(JSON.stringify(kept)).toContain('[too deep]')
})

test('bounds long texts and lists', () => {
  const kept = redact({ text: 'x'.repeat(100_000), list: Array.from({ length: 5000 }, (_, i) => i) }) as {
    text: string
    list: unknown[]
  }
  expect(kept.text.length).toBeLessThan(17_000)
  expect(kept.list).toHaveLength(1001)
})
