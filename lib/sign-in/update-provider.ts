import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requireNotFromFile } from '#lib/users/require-not-from-file.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { checkProvider, requireCoversProvider, requireSetsOfRules } from './check-provider.ts'
import { asTaken } from './create-provider.ts'
import { countUsers, findProviderRow, parseProvider, toProvider } from './find-provider.ts'
import { keepProviderSecrets } from './keep-provider-secrets.ts'
import { requireOtherAdministrator } from './local-off.ts'
import type { Provider, ProviderPatch } from './schema.ts'

/**
 * Changes a provider. Rules hold from the next sign-in of each person.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT; FORBIDDEN for what is beyond the own rights; CONFLICT for an old revision, a name that is
 *   taken, or the last provider with an administrator while local sign-in is off
 */
export async function updateProvider(
  ctx: Context,
  { providerId, ...patch }: ProviderPatch & { providerId: string },
): Promise<Provider> {
  requirePermission(ctx, 'sign-in:manage')
  const row = await findProviderRow(providerId)
  requireNotFromFile(ctx, row, `The provider ${row.name}`)
  const users = (await countUsers([providerId])).get(providerId) ?? 0
  const before = toProvider(row, users)
  const { revision, secrets, config = before.config, defaultGrant = before.defaultGrant, rules = before.rules } = patch
  if (config.kind !== before.kind) {
    const detail = 'The kind of a provider stays. Add another one.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.config.kind', rule: 'fixed', detail }] })
  }
  await checkProvider(config, secrets)
  await requireSetsOfRules(patch.defaultGrant ?? null, patch.rules ?? [])
  await requireCoversProvider(ctx, providerId, [before.defaultGrant, ...before.rules, defaultGrant, ...rules])
  const entry = { action: 'provider.update', target: { kind: 'provider', name: providerId }, before }
  return await audited(ctx, entry, async (record) => {
    const saved = await db()
      .$transaction(async (tx) => {
        const { count } = await tx.signInProvider.updateMany({
          where: { providerId, ...(revision !== undefined && { revision: Number(revision) || 0 }) },
          data: {
            revision: { increment: 1 },
            config,
            rules,
            defaultGrant: defaultGrant ?? Prisma.DbNull,
            ...(patch.name !== undefined && { name: patch.name }),
            ...(patch.isEnabled !== undefined && { isEnabled: patch.isEnabled }),
            ...(patch.createsUsers !== undefined && { createsUsers: patch.createsUsers }),
          },
        })
        if (count === 0) throw revisionConflict(`The provider ${providerId}`)
        const kept = await keepProviderSecrets(tx, parseProvider(row).secrets, secrets)
        await tx.signInProvider.update({ where: { providerId }, data: { secrets: kept } })
        await requireOtherAdministrator(tx)
        return await findProviderRow(providerId, tx)
      })
      .catch((error: unknown) => {
        throw asTaken(error)
      })
    const after = toProvider(saved, users)
    record.after(after)
    return after
  })
}
