import { createHash, randomBytes } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { openSecret } from '#lib/clusters/sealed-secrets.ts'
import { db } from '#lib/db/db.ts'
import { env } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { sendMail } from '#lib/notifications/channels/email.ts'
import { findChannelRow, parseChannel } from '#lib/notifications/find-channel.ts'
import type { Context } from '#lib/users/context.ts'
import { getUserRow, type UserRow } from '#lib/users/get-user.ts'
import { requireCovers } from '#lib/users/require-covers.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { requireLocal } from '#lib/users/update-user.ts'
import { grantsOfUser } from '#lib/users/user-grants.ts'
import { invitationMail } from './invitation-mail.ts'
import type { Invitation } from './schema.ts'

const lifeMs = 24 * 3_600_000

export const hashOfLink = (token: string): string => createHash('sha256').update(token).digest('hex')

/**
 * Makes a one-time link to set a password, and sends it by mail where a channel is named. It ends the link before it. Whoever gets
 * the link can become that user, so the actor must cover what the user may do.
 *
 * @throws AppError CONFLICT for a user who is disabled or comes by a provider; PROVIDER_UNAVAILABLE when the mail was not taken
 */
export async function inviteUser(
  ctx: Context,
  { userId, channelId }: { userId: string; channelId: string | null },
): Promise<Invitation> {
  requirePermission(ctx, 'user:manage')
  const user = await getUserRow(userId)
  await requireCovers(ctx, await grantsOfUser(user))
  requireLocal(user.source)
  if (user.status === 'disabled') {
    throw new AppError('CONFLICT', 'The user is disabled. Enable them first.', { reason: 'DISABLED' })
  }
  const kind = user.status === 'invited' ? 'INVITATION' : 'RESET'
  const target = { kind: 'user', name: user.username }
  return await audited(ctx, { action: 'user.invite', permission: 'user:manage', target }, async (record) => {
    // 256 random bits. Behind the # they reach neither a log nor another site.
    const token = randomBytes(32).toString('base64url')
    const link = `${env().APOGEE_URL}/set-password#${token}`
    const expiresAt = new Date(Date.now() + lifeMs)
    await db().$transaction([
      db().passwordLink.deleteMany({ where: { userId } }),
      db().passwordLink.create({ data: { linkHash: hashOfLink(token), userId, createdBy: ctx.actor.name, expiresAt } }),
    ])
    const sentTo = channelId === null ? null : await mailLink(channelId, user, { kind, link, expiresAt })
    record.after({ kind, sentTo, expiresAt })
    return { kind, link: sentTo === null ? link : null, sentTo, expiresAt }
  })
}

async function mailLink(
  channelId: string,
  user: UserRow,
  link: { kind: 'INVITATION' | 'RESET'; link: string; expiresAt: Date },
): Promise<string> {
  const { config, secrets } = parseChannel(await findChannelRow(channelId))
  if (config.kind !== 'EMAIL') {
    const detail = 'Only an e-mail channel can send it.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.channelId', rule: 'notMail', detail }] })
  }
  const password = secrets.password && (await openSecret(secrets.password.sealedId))
  try {
    await sendMail(invitationMail({ from: config.from, user, ...link }), config, password)
  } catch (cause) {
    const detail = `The mail to ${user.email} was not taken: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new AppError('PROVIDER_UNAVAILABLE', detail.slice(0, 500), { reason: 'MAIL' }, { cause })
  }
  return user.email
}
