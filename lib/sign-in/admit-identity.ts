import { randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { insertUser } from '#lib/users/insert-user.ts'
import { openVouchedSession } from '#lib/users/open-session.ts'
import type { SessionShape } from '#lib/users/session-schema.ts'
import { enter, refuse } from '#lib/users/sign-in.ts'
import { userTransaction } from '#lib/users/user-transaction.ts'
import type { StoredProvider } from './find-provider.ts'
import type { Identity } from './identity.ts'
import { type Judgement, judgeIdentity } from './judge-identity.ts'
import { keepIdToken } from './oidc/id-tokens.ts'
import type { IdentityRefusal } from './schema.ts'

/**
 * Lets in somebody whom a provider vouches for: creates the user where that is wanted, replaces what rules gave before by what they
 * give now, and opens a session.
 *
 * @param idToken what an OpenID provider signed
 * @throws AppError FORBIDDEN whose reason is an `IdentityRefusal`, audited
 */
export async function admitIdentity(
  ctx: Context,
  provider: StoredProvider,
  identity: Identity,
  idToken?: string,
): Promise<SessionShape> {
  const { providerId } = provider
  const admitted = await userTransaction(async (tx) => {
    const judged = await judgeIdentity(provider, identity, ctx.address, tx)
    if (judged.refusal) return { userId: null, refusal: judged.refusal, name: judged.user?.username ?? judged.name }
    const userId = judged.user?.id ?? (await insertNew(tx, provider, identity, judged))
    await tx.account.upsert({
      where: { providerId_accountId: { providerId, accountId: identity.id } },
      create: { id: randomUUID(), providerId, accountId: identity.id, userId },
      update: {},
    })
    await refreshUser(tx, userId, identity)
    await replaceGrants(tx, provider, userId, judged)
    return { userId, name: judged.user?.username ?? judged.name }
  })
  if (admitted.userId === null) return await refuseIdentity(ctx, provider, admitted.refusal, admitted.name)
  await db().signInProvider.updateMany({ where: { providerId }, data: { lastSuccessAt: new Date() } })
  const opened = await openVouchedSession(ctx, admitted.userId, providerId)
  if (!opened) return await refuseIdentity(ctx, provider, 'DISABLED', admitted.name)
  if (idToken !== undefined) await keepIdToken(provider, opened.sessionId, idToken)
  return await enter(ctx, opened, providerId)
}

const insertNew = (tx: Prisma.TransactionClient, provider: StoredProvider, identity: Identity, judged: Judgement) =>
  insertUser(tx, {
    name: judged.name,
    displayName: identity.displayName.slice(0, 128) || judged.name,
    email: judged.email,
    passwordHash: null,
    mustChangePassword: false,
    source: provider.providerId,
  })

/** What the provider says now. An e-mail that another user has stays as it was: whose it is, is not decided here. */
async function refreshUser(tx: Prisma.TransactionClient, userId: string, identity: Identity): Promise<void> {
  const email = identity.email?.toLowerCase()
  const isFree = email !== undefined && (await tx.user.count({ where: { email, id: { not: userId } } })) === 0
  await tx.user.update({
    where: { id: userId },
    data: {
      providerGroups: identity.groups,
      ...(identity.displayName !== '' && { name: identity.displayName.slice(0, 128) }),
      ...(isFree && { email }),
    },
  })
}

async function replaceGrants(
  tx: Prisma.TransactionClient,
  { providerId }: StoredProvider,
  userId: string,
  { matches }: Judgement,
): Promise<void> {
  await tx.grant.deleteMany({ where: { userId, providerId: { not: null } } })
  await tx.grant.createMany({
    data: matches.map(({ permissionSet, scope, matched }) => ({
      grantId: randomUUID(),
      userId,
      permissionSet,
      scope,
      providerId,
      matched,
      createdBy: providerId,
    })),
  })
}

const words: Readonly<Record<IdentityRefusal, string>> = {
  NO_ID: 'The provider does not say who this is: the claim for the id is missing.',
  NAME_UNFIT: 'The provider gives no name that a user can have here.',
  NAME_TAKEN: 'Another user has this name already.',
  EMAIL_TAKEN: 'Another user has this e-mail already.',
  DOMAIN: 'The e-mail is in none of the allowed domains.',
  UNVERIFIED_EMAIL: 'The provider says that the e-mail is not verified.',
  MUST_EXIST: 'Nobody has created this user here yet.',
  DISABLED: 'The user is disabled.',
  ADDRESS: 'Sign-in is not allowed from this address.',
}

async function refuseIdentity(
  ctx: Context,
  provider: StoredProvider,
  refusal: IdentityRefusal,
  name: string,
): Promise<never> {
  const detail = `${provider.name} vouches for you, but: ${words[refusal]}`
  const error = new AppError('FORBIDDEN', detail, { reason: refusal })
  await refuse(ctx, { kind: 'user', name: name === '' ? '(unfit name)' : name }, error)
  throw error
}
