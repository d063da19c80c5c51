import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { readSignInSettings } from '#lib/users/sign-in-settings.ts'

/**
 * While local sign-in is off, some provider that is switched on must have an administrator who has come by it.
 * @throws AppError CONFLICT
 */
export async function requireOtherAdministrator(tx: Prisma.TransactionClient): Promise<void> {
  const { isLocalEnabled } = await readSignInSettings(tx)
  if (isLocalEnabled) return
  const enabled = await tx.signInProvider.findMany({ where: { isEnabled: true }, select: { providerId: true } })
  const ids = enabled.map(({ providerId }) => providerId)
  const administrators = await tx.user.count({
    where: {
      status: 'active',
      accounts: { some: { providerId: { in: ids } } },
      lastSignInAt: { not: null },
      grants: {
        some: {
          permissionSet: 'admin',
          scope: { equals: { clusters: 'all' } },
          OR: [{ endsAt: null }, { endsAt: { gt: new Date() } }],
        },
      },
    },
  })
  if (administrators > 0) return
  throw new AppError(
    'CONFLICT',
    'Local sign-in is off only while an administrator of all clusters has signed in by another provider that is switched on.',
    { reason: 'NO_OTHER_ADMINISTRATOR' },
  )
}
