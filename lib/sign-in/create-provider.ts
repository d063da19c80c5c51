import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { checkProvider, requireCoversProvider, requireSetsOfRules } from './check-provider.ts'
import { countUsers, findProviderRow, toProvider } from './find-provider.ts'
import { keepProviderSecrets } from './keep-provider-secrets.ts'
import { MAX_PROVIDERS, type NewProvider, type Provider } from './schema.ts'

/**
 * Adds a sign-in provider, by default switched off: one tries it first.
 * @throws AppError INVALID_INPUT; CONFLICT for a name or id that is taken; FORBIDDEN for rules beyond the own rights; LIMIT_EXCEEDED
 */
export async function createProvider(ctx: Context, input: NewProvider): Promise<Provider> {
  requirePermission(ctx, 'sign-in:manage')
  const { providerId, secrets, config, ...fields } = input
  await checkProvider(config, secrets)
  await requireSetsOfRules(fields.defaultGrant, fields.rules)
  await requireCoversProvider(ctx, providerId, [fields.defaultGrant, ...fields.rules])
  const entry = { action: 'provider.create', target: { kind: 'provider', name: providerId } }
  return await audited(ctx, entry, async (record) => {
    const used = await db().signInProvider.count()
    if (used >= MAX_PROVIDERS) {
      throw new AppError('LIMIT_EXCEEDED', `There are ${MAX_PROVIDERS} providers already.`, {
        limit: MAX_PROVIDERS,
        used,
      })
    }
    const saved = await db()
      .$transaction(async (tx) => {
        const { defaultGrant, ...rest } = fields
        const kept = await keepProviderSecrets(tx, {}, secrets)
        await tx.signInProvider.create({
          data: {
            providerId,
            ...rest,
            ...(defaultGrant && { defaultGrant }),
            kind: config.kind,
            config,
            secrets: kept,
            createdBy: ctx.actor.name,
            isFromFile: ctx.isAccessFile === true,
          },
        })
        return await findProviderRow(providerId, tx)
      })
      .catch((error: unknown) => {
        throw asTaken(error)
      })
    const provider = toProvider(saved, (await countUsers([providerId])).get(providerId) ?? 0)
    record.after(provider)
    return provider
  })
}

/** What the database says of a second one of one name or id, in words; anything else as it is. */
export function asTaken(error: unknown): unknown {
  const isTaken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002'
  if (!isTaken) return error
  const told = JSON.stringify('meta' in error ? error.meta : null)
  const path = told.includes('provider_id') || told.includes('providerId') ? 'body.providerId' : 'body.name'
  const detail = 'Another sign-in provider has this already.'
  return new AppError('CONFLICT', detail, { fields: [{ path, rule: 'taken', detail }] }, { cause: error })
}
