import { randomUUID } from 'node:crypto'
import type { Prisma } from '#lib/db/generated/client.ts'

export interface NewUserRow {
  name: string
  displayName: string
  email: string
  /** null: no password yet, or never one. */
  passwordHash: string | null
  mustChangePassword: boolean
  status?: 'active' | 'invited'
  source?: string
  allowedCidrs?: string[]
  language?: string
  timeZone?: string | null
}

/** The rows of one user, as the auth library expects them: the user, and for a local one an account `credential` with the hash. */
export async function insertUser(tx: Prisma.TransactionClient, user: NewUserRow): Promise<string> {
  const id = randomUUID()
  await tx.user.create({
    data: {
      id,
      username: user.name,
      displayUsername: user.name,
      name: user.displayName,
      email: user.email.toLowerCase(),
      mustChangePassword: user.mustChangePassword,
      ...(user.language !== undefined && { language: user.language }),
      ...(user.timeZone !== undefined && { timeZone: user.timeZone }),
      ...(user.status !== undefined && { status: user.status }),
      ...(user.source !== undefined && { source: user.source }),
      ...(user.allowedCidrs !== undefined && { allowedCidrs: user.allowedCidrs }),
      ...((user.source ?? 'local') === 'local' && {
        accounts: {
          create: { id: randomUUID(), accountId: id, providerId: 'credential', password: user.passwordHash },
        },
      }),
    },
  })
  return id
}
