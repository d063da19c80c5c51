import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
})

/** [title, environment, headers, is accepted] */
const rows: [string, Record<string, string>, Record<string, string>, boolean][] = [
  ['same origin by Sec-Fetch-Site', {}, { 'sec-fetch-site': 'same-origin' }, true],
  ['cross-site', {}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
  [
    'another site of the same domain',
    {},
    { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost:3000' },
    false,
  ],
  ['no origin at all', {}, {}, false],
  ['an opaque origin', {}, { origin: 'null' }, false],
  ['typed into the address bar', {}, { 'sec-fetch-site': 'none' }, false],
  [
    'the origin of APOGEE_URL',
    { APOGEE_URL: 'https://mq.example.com/apogee' },
    { origin: 'https://mq.example.com' },
    true,
  ],
  [
    'that host over http',
    { APOGEE_URL: 'https://mq.example.com' },
    { origin: 'http://mq.example.com', host: 'mq.example.com' },
    false,
  ],
  [
    'that host on another port',
    { APOGEE_URL: 'https://mq.example.com' },
    { origin: 'https://mq.example.com:8443' },
    false,
  ],
  ['127.0.0.1 on a loopback listener', {}, { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }, true],
  ['[::1] on a loopback listener', { HOST: '::1' }, { origin: 'http://[::1]:3000', host: '[::1]:3000' }, true],
  ['another port on loopback', {}, { origin: 'http://127.0.0.1:9999', host: '127.0.0.1:3000' }, false],
  [
    'a rebound name on a loopback listener',
    {},
    { origin: 'http://evil.example:3000', host: 'evil.example:3000' },
    false,
  ],
  [
    '127.0.0.1 on a public listener',
    { HOST: '0.0.0.0' },
    { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' },
    false,
  ],
  ['a name that starts like loopback', {}, { origin: 'http://127.evil.example', host: '127.evil.example' }, false],
]

test.each(rows)('%s', async (_title, environment, headers, isAccepted) => {
  for (const [name, value] of Object.entries({
    HOST: '',
    APOGEE_URL: '',
    PORT: '',
    DATABASE_URL: '',
    ...environment,
  })) {
    vi.stubEnv(name, value)
  }
  const { requireSameOrigin } = await import('#lib/api/same-origin.ts')
  const check = () => requireSameOrigin(new Headers(headers))
  if (isAccepted) expect(check).not.toThrow()
  else expect(check).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
})
