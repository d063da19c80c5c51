import * as client from 'openid-client'
import type { StoredProvider } from '../find-provider.ts'
import { openProviderSecret } from '../keep-provider-secrets.ts'
import { asProviderError, ProviderError } from '../provider-error.ts'
import type { ConfigOf } from '../schema.ts'
import { guardedFetch } from './guarded-fetch.ts'

const TIMEOUT_SECONDS = 10

export const oidcConfigOf = ({ config, providerId }: StoredProvider): ConfigOf<'OIDC'> => {
  if (config.kind !== 'OIDC') throw new Error(`${providerId} is no OIDC provider`)
  return config
}

/**
 * Reads the discovery document of an issuer and makes the client of this console there. Signatures of ID tokens are checked against
 * the issuer's keys, though they come over TLS.
 *
 * @throws ProviderError
 */
export async function openOidc(provider: StoredProvider): Promise<client.Configuration> {
  const { issuer, clientId } = oidcConfigOf(provider)
  const url = new URL(issuer)
  const secret = await openProviderSecret(provider, 'clientSecret')
  const isPlain = url.protocol === 'http:'
  if (isPlain && !isLoopbackName(url.hostname)) {
    throw new ProviderError('TLS', 'The issuer must be https: over http anybody between could sign in as anybody.')
  }
  try {
    const config = await client.discovery(
      url,
      clientId,
      {},
      secret === undefined ? client.None() : basicOrPost(secret),
      {
        timeout: TIMEOUT_SECONDS,
        execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
        [client.customFetch]: (address, options) =>
          guardedFetch(address, {
            method: options.method,
            headers: options.headers,
            body: options.body,
            signal: options.signal,
          }),
      },
    )
    return config
  } catch (error) {
    throw asProviderError(error, 'BAD_ANSWER')
  }
}

const isLoopbackName = (host: string) => host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)

/** Basic, as the standard says, unless the issuer names only the other way. */
const basicOrPost =
  (secret: string): client.ClientAuth =>
  (server, registered, body, headers) => {
    const known = server.token_endpoint_auth_methods_supported
    const method =
      known && !known.includes('client_secret_basic') && known.includes('client_secret_post')
        ? client.ClientSecretPost(secret)
        : client.ClientSecretBasic(secret)
    method(server, registered, body, headers)
  }
