import { createHash, randomBytes } from 'node:crypto'
import * as client from 'openid-client'
import { db } from '#lib/db/db.ts'
import { env } from '#lib/env.ts'
import type { Context } from '#lib/users/context.ts'
import { callbackUrl, type StoredProvider } from '../find-provider.ts'
import { oidcConfigOf, openOidc } from './open-oidc.ts'

const lifeMs = 10 * 60_000

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Bound to the paths that providers come back to: no other request carries it. */
export const attemptCookie = 'apogee.attempt'
const attemptPath = () => `${env().basePath}/api/auth`

export function setAttemptCookie(value: string, maxAgeSeconds: number): string {
  const isSecure = env().origin.startsWith('https:')
  return [
    `${attemptCookie}=${value}`,
    `Path=${attemptPath()}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
  ].join('; ')
}

/**
 * Leaves for a provider. What comes back is taken once, within ten minutes, and from this browser only: `state` and the cookie are
 * kept as hashes, PKCE binds the code and the nonce the ID token to this row.
 *
 * @throws ProviderError
 */
export async function startOidc(
  ctx: Context,
  provider: StoredProvider,
  { returnPath, testId }: { returnPath: string; testId: string | null },
): Promise<{ url: string }> {
  const config = oidcConfigOf(provider)
  const server = await openOidc(provider)
  const state = client.randomState()
  const browser = randomBytes(32).toString('base64url')
  const attempt = { nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() }
  await db().signInAttempt.create({
    data: {
      stateHash: hashOf(state),
      browserHash: hashOf(browser),
      providerId: provider.providerId,
      ...attempt,
      returnPath,
      testId,
      expiresAt: new Date(Date.now() + lifeMs),
    },
  })
  const url = client.buildAuthorizationUrl(server, {
    redirect_uri: callbackUrl(provider.providerId),
    scope: [...new Set(['openid', ...config.scopes])].join(' '),
    state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
    // A trial is of somebody, who need not be the one that this browser is signed in as there.
    ...(testId !== null && { prompt: 'login' }),
  })
  ctx.cookies?.push(setAttemptCookie(browser, lifeMs / 1000))
  return { url: url.href }
}
