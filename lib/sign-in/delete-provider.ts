import { audited } from '#lib/audit/audited.ts'
import { deleteSecret } from '#lib/clusters/sealed-secrets.ts'
import type { Context } from '#lib/users/context.ts'
import { requireNotFromFile } from '#lib/users/require-not-from-file.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { userTransaction } from '#lib/users/user-transaction.ts'
import { requireCoversProvider } from './check-provider.ts'
import { countUsers, findProviderRow, parseProvider, toProvider } from './find-provider.ts'
import { requireOtherAdministrator } from './local-off.ts'

/**
 * Removes a provider with its secrets, with what its rules gave, with the sessions that came by it and its ties to users. The users
 * stay, for an administrator to decide about.
 */
export async function deleteProvider(ctx: Context, { providerId }: { providerId: string }): Promise<undefined> {
  requirePermission(ctx, 'sign-in:manage')
  const row = await findProviderRow(providerId)
  requireNotFromFile(ctx, row, `The provider ${row.name}`)
  await requireCoversProvider(ctx, providerId, [])
  const before = toProvider(row, (await countUsers([providerId])).get(providerId) ?? 0)
  const entry = { action: 'provider.delete', target: { kind: 'provider', name: providerId }, before }
  await audited(ctx, entry, async () => {
    await userTransaction(async (tx) => {
      await tx.signInProvider.deleteMany({ where: { providerId } })
      for (const { sealedId } of Object.values(parseProvider(row).secrets)) await deleteSecret(sealedId, tx)
      await tx.grant.deleteMany({ where: { providerId } })
      await tx.session.deleteMany({ where: { providerId } })
      await tx.account.deleteMany({ where: { providerId } })
      await tx.user.updateMany({ where: { source: providerId }, data: { providerGroups: [] } })
      await requireOtherAdministrator(tx)
    })
  })
  return undefined
}
