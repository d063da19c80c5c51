import { randomUUID } from 'node:crypto'
import type { Prisma } from '#lib/db/generated/client.ts'

export interface NewUserRow {
  name: string
  displayName: string
  email: string
  passwordHash: string
  mustChangePassword: boolean
  language?: string
  timeZone?: string | null
}

/** The rows of one local user, as the auth library expects them: the user, and an account `credential` that holds the hash. */
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
      accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: user.passwordHash } },
    },
  })
  return id
}
