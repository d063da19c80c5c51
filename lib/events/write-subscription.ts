import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import { checkHeaders } from '#lib/notifications/check-channel.ts'
import { EgressRefusedError, resolveAllowed } from '#lib/notifications/egress.ts'
import { keepSecrets } from '#lib/notifications/keep-secrets.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { KeptSecrets } from './find-subscription.ts'
import type { Destination, DestinationSecret, EventType } from './schema.ts'

type Secrets = Partial<Record<DestinationSecret, string | null>>

/** Whoever sends the audit somewhere exports it. */
export function requireSubscription(ctx: Context, ...types: (readonly EventType[])[]): void {
  requirePermission(ctx, 'channel:manage')
  if (types.flat().includes('audit')) requirePermission(ctx, 'audit:export')
}

/**
 * What the types cannot say: secrets that a destination needs or does not know, and addresses that must not be reached. A name that
 * does not resolve now is accepted: it is looked up and checked again whenever something is sent.
 *
 * @param kept names of the secrets that there are already
 * @throws AppError INVALID_INPUT with one message per field
 */
export async function checkDestination(
  destination: Destination,
  secrets: Secrets,
  kept: readonly string[],
): Promise<void> {
  const fields: FieldError[] = []
  const refuse = (path: string, rule: string, detail: string) => fields.push({ path: `body.${path}`, rule, detail })
  const isWebhook = destination.kind === 'WEBHOOK'
  for (const [name, secret] of Object.entries(secrets)) {
    if (!isWebhook && secret !== null) refuse(`secrets.${name}`, 'unknown', 'Syslog has no secrets.')
  }
  const hasSecret = secrets.hmacSecret === undefined ? kept.includes('hmacSecret') : secrets.hmacSecret !== null
  if (isWebhook && !hasSecret) {
    refuse('secrets.hmacSecret', 'required', 'A secret is needed, by which the receiver knows that it was us.')
  }
  if (typeof secrets.hmacSecret === 'string' && secrets.hmacSecret.length < 16) {
    refuse('secrets.hmacSecret', 'tooShort', 'At least 16 characters, or it could be guessed.')
  }
  if (typeof secrets.headers === 'string') checkHeaders(secrets.headers, refuse)
  if (!isWebhook && destination.ca !== '' && !destination.ca.includes('-----BEGIN CERTIFICATE-----')) {
    refuse('destination.ca', 'format', 'A certificate in PEM is needed.')
  }
  try {
    await resolveAllowed(isWebhook ? new URL(destination.url).hostname : destination.host)
  } catch (error) {
    if (error instanceof EgressRefusedError) {
      refuse(isWebhook ? 'destination.url' : 'destination.host', 'egress', error.message)
    }
  }
  if (fields.length > 0) {
    throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
  }
}

/** Seals what came new, removes what was asked to go; of another kind of destination nothing stays. */
export async function sealSecrets(
  tx: Prisma.TransactionClient,
  destination: Destination,
  kept: KeptSecrets,
  changes: Secrets,
): Promise<KeptSecrets> {
  const all = destination.kind === 'WEBHOOK' ? changes : { hmacSecret: null, headers: null }
  return keepSecrets(tx, kept as Parameters<typeof keepSecrets>[1], all) // names of channels' secrets too
}
