import { hkdfSync } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { username } from 'better-auth/plugins/username'
import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import { env, rootSecrets } from '#lib/env.ts'
import { UserName } from '#lib/users/schema.ts'
import { longestSessionHours } from '#lib/users/session-schema.ts'

/** What the settings allow at most; how long a session really lasts stands in its row. */
const longestSessionSeconds = longestSessionHours * 3600

/** Opens a session for somebody whom a provider vouched for. Called from the server only, as none of these routes is mounted. */
const vouched = {
  id: 'vouched',
  endpoints: {
    openVouchedSession: createAuthEndpoint(
      '/vouched',
      { method: 'POST', body: z.object({ userId: z.string() }) },
      async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
        const session = user && (await ctx.context.internalAdapter.createSession(user.id))
        if (!session) return null
        await setSessionCookie(ctx, { session, user })
        return { token: session.token }
      },
    ),
  },
}

function makeAuth() {
  const { origin, basePath } = env()
  return betterAuth({
    appName: 'apogee',
    baseURL: origin,
    // A key of its own: what signs cookies cannot open sealed secrets.
    secret: Buffer.from(hkdfSync('sha256', rootSecrets().current, '', 'session cookies', 32)).toString('hex'),
    telemetry: { enabled: false },
    // Its warnings would tell the log which names exist.
    logger: { disabled: true },
    database: prismaAdapter(db(), { provider: 'postgresql' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: { expiresIn: longestSessionSeconds, disableSessionRefresh: true },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'apogee',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { path: basePath || '/' },
    },
    plugins: [
      username({
        minUsernameLength: 2,
        maxUsernameLength: 63,
        usernameValidator: (name) => UserName.safeParse(name.toLowerCase()).success,
      }),
      vouched,
    ],
    databaseHooks: {
      session: {
        create: {
          // The password is right, but whoever is disabled gets no session and reads the same words as with a wrong one.
          before: async (session) => {
            const user = await db().user.findUnique({ where: { id: session.userId }, select: { status: true } })
            return user?.status === 'active'
          },
        },
      },
    },
  })
}

type Auth = ReturnType<typeof makeAuth>
const made = new WeakMap<object, Auth>()

/** The auth library over this process's database. Only `lib/users` calls it; its own routes are not mounted. */
export function auth(): Auth {
  const existing = made.get(db())
  if (existing) return existing
  const created = makeAuth()
  made.set(db(), created)
  return created
}

/** Memory-hard (scrypt): about 80 ms and 16 MB each. */
export async function hashPassword(password: string): Promise<string> {
  const { password: passwords } = await auth().$context
  return await passwords.hash(password)
}

export async function isPasswordOf(userId: string, password: string): Promise<boolean> {
  const account = await db().account.findFirst({
    where: { userId, providerId: 'credential' },
    select: { password: true },
  })
  if (!account?.password) return false
  const { password: passwords } = await auth().$context
  return await passwords.verify({ hash: account.password, password })
}
