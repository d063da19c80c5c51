import { createSign, generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import type { StoredProvider } from '#lib/sign-in/find-provider.ts'
import { finishOidc } from '#lib/sign-in/oidc/finish-oidc.ts'
import { ProviderConfig } from '#lib/sign-in/schema.ts'

useDatabase()
process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
let server: Server
let issuer: string
let idToken: string

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
function token(claims: object, key = privateKey, header: object = { alg: 'RS256', kid: 'k' }): string {
  const now = Math.floor(Date.now() / 1000)
  const body = { iss: issuer, aud: 'apogee', sub: 'kim', nonce: 'n', iat: now, exp: now + 60, ...claims }
  const signed = `${base64(header)}.${base64(body)}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`
}

/** An issuer that answers its token endpoint with whatever the test has put there. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const answers: Record<string, object> = {
      '/.well-known/openid-configuration': {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/jwks': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] },
      '/token': { access_token: 'a', token_type: 'bearer', id_token: idToken },
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answers[request.url ?? ''] ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens
  expect(await db().signInProvider.count()).toBe(0)
})
afterAll(() => server.close())

const finish = () => {
  const provider: StoredProvider = {
    providerId: 'p',
    name: 'P',
    isEnabled: true,
    createsUsers: true,
    config: ProviderConfig.parse({ kind: 'OIDC', issuer, clientId: 'apogee' }),
    secrets: {},
    defaultGrant: null,
    rules: [],
  }
  const attempt = { providerId: 'p', nonce: 'n', codeVerifier: 'v'.repeat(43), returnPath: '/', testId: null }
  return finishOidc(provider, attempt, new URLSearchParams({ code: 'c', state: 's' }))
}

test('an ID token of the issuer for this client and this sign-in is taken', async () => {
  idToken = token({ preferred_username: 'kim' })
  expect(await finish()).toMatchObject({ identity: { id: 'kim', name: 'kim' }, idToken })
})

test.each([
  ['signed by somebody else', () => token({}, foreign.privateKey)],
  ['not signed at all', () => `${token({}, privateKey, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
  [
    'changed after it was signed',
    () => token({}).replace(/\.[^.]+\./, `.${base64({ iss: issuer, aud: 'apogee', sub: 'root' })}.`),
  ],
  ['for another client', () => token({ aud: 'somebody-else' })],
  ['of another issuer', () => token({ iss: 'http://127.0.0.1:1' })],
  ['that has run out', () => token({ exp: Math.floor(Date.now() / 1000) - 3600 })],
  ['of another sign-in', () => token({ nonce: 'another' })],
  ['without a nonce', () => token({ nonce: undefined })],
])('an ID token %s is refused', async (_what, make) => {
  idToken = make()
  await expect(finish()).rejects.toMatchObject({ name: 'ProviderError' })
})
