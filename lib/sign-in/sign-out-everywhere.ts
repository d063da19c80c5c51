import * as client from 'openid-client'
import { db } from '#lib/db/db.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'
import { signOut } from '#lib/users/sign-out.ts'
import { parseProvider } from './find-provider.ts'
import { readIdToken } from './oidc/id-tokens.ts'
import { oidcConfigOf, openOidc } from './oidc/open-oidc.ts'

/** Ends the session of this request; where its provider wants to hear of it, says where to go on to sign out there. */
export async function signOutEverywhere(ctx: Context): Promise<{ providerUrl: string | null }> {
  const session = await db().session.findUnique({ where: { id: ctx.sessionId ?? '' }, select: { providerId: true } })
  // It is gone with the session.
  const idToken = session?.providerId ? await readIdToken(ctx.sessionId ?? '') : undefined
  await signOut(ctx)
  return { providerUrl: session?.providerId ? await providerSignOutUrl(session.providerId, idToken) : null }
}

/** A provider that does not answer keeps nobody from signing out here. */
async function providerSignOutUrl(providerId: string, idToken: string | undefined): Promise<string | null> {
  const row = await db().signInProvider.findUnique({ where: { providerId } })
  const provider = row?.isEnabled ? parseProvider(row) : null
  if (provider?.config.kind !== 'OIDC' || !provider.config.signsOutAtProvider) return null
  try {
    const server = await openOidc(provider)
    if (!server.serverMetadata().end_session_endpoint) return null
    const { clientId } = oidcConfigOf(provider)
    const back = {
      post_logout_redirect_uri: `${env().APOGEE_URL}/sign-in`,
      client_id: clientId,
      // Without it, as in sessions from before it was wanted, the provider may ask the person to confirm.
      ...(idToken !== undefined && { id_token_hint: idToken }),
    }
    return client.buildEndSessionUrl(server, back).href
  } catch (error) {
    log.warn({ error, providerId }, 'The sign-out address of a provider could not be read')
    return null
  }
}
