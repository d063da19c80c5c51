import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { InvalidEnvError, parseEnv } from '#lib/env.ts'

const secret = 's'.repeat(32)
const databaseUrl = 'postgresql://u:p@db:5432/apogee'

test('an empty environment means the defaults of the documentation', () => {
  const { env, secrets } = parseEnv({})
  expect(env).toEqual({
    APOGEE_DATA_DIR: path.resolve('.apogee'),
    APOGEE_URL: 'http://localhost:3000',
    origin: 'http://localhost:3000',
    basePath: '',
    APOGEE_ROLE: 'all',
    APOGEE_TRUSTED_PROXIES: [],
    APOGEE_EGRESS_ALLOW: [],
    APOGEE_METRICS_ROCKETMQ_SERIES: 0,
    APOGEE_LOG_LEVEL: 'info',
    PORT: 3000,
    HOST: '127.0.0.1',
  })
  expect(secrets).toBeNull()
})

test('an empty value counts as not set', () => {
  expect(parseEnv({ DATABASE_URL: '', PORT: '', APOGEE_ROLE: '' }).env.PORT).toBe(3000)
})

test.each([
  ['https://mq.example.com', 'https://mq.example.com', ''],
  ['https://mq.example.com/', 'https://mq.example.com', ''],
  ['https://mq.example.com:8443/apogee/', 'https://mq.example.com:8443', '/apogee'],
  ['http://10.0.0.7/tools/apogee', 'http://10.0.0.7', '/tools/apogee'],
])('APOGEE_URL %s has the origin %s and the base path %j', (url, origin, basePath) => {
  const { env } = parseEnv({ APOGEE_URL: url })
  expect(env).toMatchObject({ origin, basePath, APOGEE_URL: origin + basePath })
})

test('the default URL follows PORT', () => {
  expect(parseEnv({ PORT: '4000' }).env.APOGEE_URL).toBe('http://localhost:4000')
})

test('of several secrets the first is current', () => {
  const { secrets } = parseEnv({ DATABASE_URL: databaseUrl, APOGEE_SECRET: `${secret}1, ${secret}2` })
  expect(secrets).toEqual({ current: `${secret}1`, previous: [`${secret}2`] })
})

test.each([
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must be a URL such as postgresql:'],
  [{ DATABASE_URL: databaseUrl }, 'APOGEE_SECRET is required with DATABASE_URL'],
  [{ APOGEE_SECRET: 'short' }, 'APOGEE_SECRET must have at least 32 characters'],
  [{ APOGEE_SECRET: `${secret},short` }, 'APOGEE_SECRET must have at least 32 characters'],
  [{ APOGEE_URL: 'mq.example.com' }, 'APOGEE_URL must be an http or https URL'],
  [{ APOGEE_ROLE: 'both' }, 'APOGEE_ROLE must be all, web or worker'],
  [{ APOGEE_TRUSTED_PROXIES: '10.0.0.0/8, proxy' }, 'APOGEE_TRUSTED_PROXIES must be addresses or CIDRs'],
  [{ APOGEE_METRICS_TOKEN: 'x' }, 'APOGEE_METRICS_TOKEN must have at least 16 characters'],
  [{ APOGEE_ADMIN_NAME: 'root' }, 'APOGEE_ADMIN_NAME and APOGEE_ADMIN_PASSWORD_FILE must be set together'],
  [{ PORT: '70000' }, 'PORT must be a port number'],
  [{ PORT: 'http' }, 'PORT must be a port number'],
  [{ APOGEE_LOG_LEVEL: 'loud' }, 'APOGEE_LOG_LEVEL must be trace'],
])('%j is refused: %s', (source, sentence) => {
  expect(() => parseEnv(source)).toThrow(InvalidEnvError)
  expect(() => parseEnv(source)).toThrow(sentence)
})

test('names everything that is wrong at once, and repeats no secret', () => {
  const wrong = () => parseEnv({ PORT: 'x', APOGEE_ROLE: 'y', APOGEE_SECRET: 'hunter2' })
  expect(wrong).toThrow(/^APOGEE_SECRET .*\nAPOGEE_ROLE .*\nPORT .*$/s)
  expect(wrong).not.toThrow('hunter2')
})

test('a secret is made once in the data directory, for the owner only', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'apogee-env-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  vi.stubEnv('APOGEE_DATA_DIR', dataDir)
  vi.stubEnv('APOGEE_SECRET', undefined)
  vi.stubEnv('DATABASE_URL', undefined)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const readAnew = async () => {
    vi.resetModules()
    return (await import('#lib/env.ts')).rootSecrets()
  }
  const first = await readAnew()
  expect(first.current).toMatch(/^[\w-]{43}$/)
  expect(await readAnew()).toEqual(first)
  const file = path.join(dataDir, 'secret')
  expect(readFileSync(file, 'utf8').trim()).toBe(first.current)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
