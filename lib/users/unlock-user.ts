import { audited } from '#lib/audit/audited.ts'
import type { Context } from '#lib/users/context.ts'
import { getUserRow, readUser } from '#lib/users/get-user.ts'
import { clearFailures } from '#lib/users/lock-out.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { User } from '#lib/users/user-schema.ts'

/** Ends the lock of a name after wrong passwords. A locked address waits. */
export async function unlockUser(ctx: Context, { userId }: { userId: string }): Promise<User> {
  requirePermission(ctx, 'user:manage')
  const { username } = await getUserRow(userId)
  const entry = { action: 'user.unlock', permission: 'user:manage', target: { kind: 'user', name: username } } as const
  await audited(ctx, entry, () => clearFailures(username))
  return await readUser(userId)
}
