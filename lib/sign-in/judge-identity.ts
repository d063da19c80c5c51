import { db } from '#lib/db/db.ts'
import type { Prisma, User } from '#lib/db/generated/client.ts'
import { isAllowedFrom } from '#lib/users/authenticate.ts'
import { UserName } from '#lib/users/schema.ts'
import type { StoredProvider } from './find-provider.ts'
import type { Identity } from './identity.ts'
import { matchRules } from './match-rules.ts'
import type { IdentityRefusal, RuleMatch } from './schema.ts'

export interface Judgement {
  refusal: IdentityRefusal | null
  /** The user that it is; null = one would be created. */
  user: User | null
  /** What a new user would be called, and their e-mail. */
  name: string
  email: string
  matches: RuleMatch[]
}

/** What somebody whom a provider vouches for would be and get here. Changes nothing: the trial and the sign-in ask the same. */
export async function judgeIdentity(
  provider: StoredProvider,
  identity: Identity,
  address: string | null,
  tx: Prisma.TransactionClient = db(),
): Promise<Judgement> {
  const matches = matchRules(provider, identity)
  const name = userNameOf(identity.name) ?? ''
  const email = (identity.email ?? `${name}@${provider.providerId}.invalid`).toLowerCase()
  const judged = (refusal: IdentityRefusal | null, user: User | null = null): Judgement => ({
    refusal,
    user,
    name,
    email,
    matches,
  })
  if (identity.id === '') return judged('NO_ID')
  const domain = refusedDomain(provider, identity)
  if (domain) return judged(domain)
  const user = await knownUser(provider, identity, name, tx)
  if (user) {
    if (user.status === 'disabled') return judged('DISABLED', user)
    return judged(isAllowedFrom(user.allowedCidrs, address) ? null : 'ADDRESS', user)
  }
  if (name === '') return judged('NAME_UNFIT')
  // A local account, or one of another provider, is never taken over by who happens to be called the same.
  if ((await tx.user.count({ where: { username: name } })) > 0) return judged('NAME_TAKEN')
  if (!provider.createsUsers) return judged('MUST_EXIST')
  if ((await tx.user.count({ where: { email } })) > 0) return judged('EMAIL_TAKEN')
  return judged(null)
}

/** Who came before; else who was created for this provider under this name and has not come yet. */
async function knownUser(
  { providerId }: StoredProvider,
  identity: Identity,
  username: string,
  tx: Prisma.TransactionClient,
): Promise<User | null> {
  const account = await tx.account.findUnique({
    where: { providerId_accountId: { providerId, accountId: identity.id } },
    include: { user: true },
  })
  if (account) return account.user
  return await tx.user.findFirst({ where: { username, source: providerId, accounts: { none: { providerId } } } })
}

function refusedDomain({ config }: StoredProvider, { email, isEmailVerified }: Identity): IdentityRefusal | null {
  if (config.kind !== 'OIDC' || config.allowedDomains.length === 0) return null
  const domain = email?.split('@').at(-1)?.toLowerCase() ?? ''
  if (!config.allowedDomains.includes(domain)) return 'DOMAIN'
  return isEmailVerified === false ? 'UNVERIFIED_EMAIL' : null
}

/** `Kim.Lee@corp.example` and `CORP\kim.lee` are kim.lee here; null for what no name can be made of. */
export function userNameOf(told: string): string | null {
  const lower = told.trim().toLowerCase()
  if (UserName.safeParse(lower).success) return lower
  const bare = lower.replace(/^[^\\]*\\/, '').replace(/@.*$/, '')
  const fit = bare.replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+|[._-]+$/g, '')
  return UserName.safeParse(fit).success ? fit : null
}
