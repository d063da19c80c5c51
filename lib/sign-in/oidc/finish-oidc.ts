import * as client from 'openid-client'
import { db } from '#lib/db/db.ts'
import { callbackUrl, type StoredProvider } from '../find-provider.ts'
import type { Identity } from '../identity.ts'
import { asProviderError, ProviderError } from '../provider-error.ts'
import { claimAt, identityOfClaims } from './identity-of-claims.ts'
import { oidcConfigOf, openOidc } from './open-oidc.ts'
import { hashOf } from './start-oidc.ts'

export interface TakenAttempt {
  providerId: string
  nonce: string
  codeVerifier: string
  returnPath: string
  testId: string | null
}

/**
 * The attempt that a provider's answer belongs to. It is taken out as it is found, so a second one of the same state finds nothing.
 * @returns null for a state that is unknown, used, expired, of another provider or of another browser
 */
export async function takeAttempt(
  providerId: string,
  state: string,
  browser: string,
  now: Date,
): Promise<TakenAttempt | null> {
  const where = { stateHash: hashOf(state), browserHash: hashOf(browser), providerId }
  const found = await db().signInAttempt.findFirst({ where: { ...where, expiresAt: { gt: now } } })
  if (!found) return null
  const { count } = await db().signInAttempt.deleteMany({ where })
  return count === 1 ? found : null
}

/** The person said no at the provider, or it would not have them. */
export class DeniedError extends Error {
  override readonly name = 'DeniedError'
}

/**
 * Exchanges what the provider sent back for who the person is. Issuer, audience, signature, nonce, time and PKCE are the library's
 * to check.
 *
 * @param answered query of the address that the provider sent the browser to
 * @throws DeniedError, ProviderError
 */
export async function finishOidc(
  provider: StoredProvider,
  attempt: TakenAttempt,
  answered: URLSearchParams,
): Promise<{ identity: Identity; idToken: string }> {
  const server = await openOidc(provider)
  const url = new URL(callbackUrl(provider.providerId))
  url.search = answered.toString()
  try {
    const tokens = await client.authorizationCodeGrant(server, url, {
      pkceCodeVerifier: attempt.codeVerifier,
      expectedState: answered.get('state') ?? '',
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    })
    const told = tokens.claims()
    if (!told || tokens.id_token === undefined) throw new ProviderError('BAD_ANSWER', 'The answer has no ID token.')
    const claims = await withUserInfo(provider, server, tokens.access_token, told)
    return { identity: identityOfClaims(oidcConfigOf(provider), claims), idToken: tokens.id_token }
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError) {
      throw new DeniedError(error.error_description ?? error.error, { cause: error })
    }
    if (error instanceof client.ResponseBodyError) {
      throw new ProviderError('REFUSED', `${error.error}: ${error.error_description ?? error.message}`, {
        cause: error,
      })
    }
    throw asProviderError(error, 'BAD_ANSWER')
  }
}

/** Many providers keep groups and names out of the ID token; what it does say wins, for it is signed. */
async function withUserInfo(
  provider: StoredProvider,
  server: client.Configuration,
  accessToken: string,
  told: client.IDToken,
): Promise<Record<string, unknown>> {
  const { nameClaim, displayNameClaim, emailClaim, groupsClaim } = oidcConfigOf(provider)
  const lacks = [nameClaim, displayNameClaim, emailClaim, groupsClaim].some((name) => claimAt(told, name) === undefined)
  if (!lacks || !server.serverMetadata().userinfo_endpoint) return told
  return { ...(await client.fetchUserInfo(server, accessToken, told.sub)), ...told }
}
