import { randomBytes, randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import { hashPassword } from '#lib/users/auth.ts'
import type { Context } from '#lib/users/context.ts'
import { insertUser } from '#lib/users/insert-user.ts'
import { openSession } from '#lib/users/open-session.ts'
import type { Scope } from '#lib/users/schema.ts'
import { makeTokenSecret } from '#lib/users/token-secret.ts'
import { resolveUserGrants } from '#lib/users/user-grants.ts'

export interface Person {
  userId: string
  name: string
  password: string
  /** A context as `handle` makes it, with the rights of this moment. */
  context(): Promise<Context>
  /** `Cookie` header of a new session. */
  signIn(): Promise<string>
  /** A token with the same set and scope. */
  makeToken(options?: {
    allowedCidrs?: string[]
    expiresAt?: Date
    permissionSet?: string
    scope?: Scope
  }): Promise<{ token: string; tokenId: string }>
}

export interface PersonOptions {
  scope?: Scope
  endsAt?: Date
  mustChangePassword?: boolean
  providerGroups?: string[]
}

const testContext = (): Context => ({
  actor: { kind: 'user', id: '', name: '(not signed in)', userId: null, grants: [] },
  signal: new AbortController().signal,
  requestId: randomUUID(),
  address: '203.0.113.7',
  agent: 'test',
  auditIds: [],
  cookies: [],
})

/** The same for all: a memory-hard hash per person would be most of what the tests spend. */
const password = `quite long ${randomBytes(9).toString('base64url')}`
let passwordHash: Promise<string> | undefined

/** A user with one grant (none when `set` is null), under a name that no other test has. */
export async function makePerson(set: string | null, options: PersonOptions = {}): Promise<Person> {
  const name = `${set ?? 'nobody'}-${randomBytes(5).toString('hex')}`
  passwordHash ??= hashPassword(password)
  const scope = options.scope ?? { clusters: 'all' as const }
  const userId = await insertUser(db(), {
    name,
    displayName: name,
    email: `${name}@example.com`,
    passwordHash: await passwordHash,
    mustChangePassword: options.mustChangePassword ?? false,
  })
  if (options.providerGroups) {
    await db().user.update({ where: { id: userId }, data: { providerGroups: options.providerGroups } })
  }
  if (set) {
    await db().grant.create({
      data: {
        grantId: randomUUID(),
        userId,
        permissionSet: set,
        scope,
        endsAt: options.endsAt ?? null,
        createdBy: 'test',
      },
    })
  }
  return {
    userId,
    name,
    password,
    context: async () => {
      const user = await db().user.findUniqueOrThrow({ where: { id: userId }, include: { grants: true } })
      const grants = await resolveUserGrants(user, new Date())
      return { ...testContext(), actor: { kind: 'user', id: userId, name, userId, grants } }
    },
    signIn: async () => {
      const opened = await openSession(testContext(), name, password)
      if (!opened) throw new Error(`${name} cannot sign in`)
      return opened.cookies.map((cookie) => cookie.split(';')[0]).join('; ')
    },
    makeToken: async (token = {}) => {
      const { token: secret, ...stored } = makeTokenSecret()
      const { tokenId } = await db().apiToken.create({
        data: {
          tokenId: randomUUID(),
          name: `token of ${name}`,
          ownerId: userId,
          ...stored,
          permissionSet: token.permissionSet ?? set ?? 'viewer',
          scope: token.scope ?? scope,
          allowedCidrs: token.allowedCidrs ?? [],
          expiresAt: token.expiresAt ?? new Date(Date.now() + 86_400_000),
        },
      })
      return { token: secret, tokenId }
    },
  }
}
