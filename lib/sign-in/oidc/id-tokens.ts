import { openSecret, sealSecret } from '#lib/clusters/sealed-secrets.ts'
import { db } from '#lib/db/db.ts'
import { log } from '#lib/log.ts'
import type { StoredProvider } from '../find-provider.ts'

/** It goes back in an address, and servers take no longer ones than 8 KiB as a rule. */
const MAX_LENGTH = 6_144

/**
 * Keeps, sealed, what a provider signed of a person, as long as their session: signing out there takes it for the proof of who asks. Only where that
 * is switched on; it is never told to the browser before.
 */
export async function keepIdToken({ config }: StoredProvider, sessionId: string, idToken: string): Promise<void> {
  if (config.kind !== 'OIDC' || !config.signsOutAtProvider || idToken.length > MAX_LENGTH) return
  await sealSecret(idToken, 'session idToken', db(), sessionId)
}

/** @returns undefined where none is kept, or it does not open any more: signing out works without it too */
export async function readIdToken(sessionId: string): Promise<string | undefined> {
  const row = await db().sealedSecret.findUnique({ where: { sessionId }, select: { sealedId: true } })
  if (!row) return undefined
  try {
    return await openSecret(row.sealedId)
  } catch (error) {
    log.warn({ error }, 'The ID token of a session could not be opened')
    return undefined
  }
}
