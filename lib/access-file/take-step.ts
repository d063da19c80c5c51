import { AppError } from '#lib/errors.ts'
import { createProvider } from '#lib/sign-in/create-provider.ts'
import { deleteProvider } from '#lib/sign-in/delete-provider.ts'
import { requireOtherAdministrator } from '#lib/sign-in/local-off.ts'
import { updateProvider } from '#lib/sign-in/update-provider.ts'
import type { Context } from '#lib/users/context.ts'
import { createGrant } from '#lib/users/create-grant.ts'
import { deleteGrant } from '#lib/users/delete-grant.ts'
import { requireSomeAdministrator, tryOut } from '#lib/users/user-transaction.ts'
import {
  createPermissionSet,
  deletePermissionSet,
  requireUnused,
  updatePermissionSet,
} from '#lib/users/write-permission-set.ts'
import type { Step } from './access-plan.ts'
import { type Finding, FindingReason } from './schema.ts'

/**
 * Does one step by the verb that people use, so that its guards and its audit are the same. What a guard will refuse is found out
 * before, for the plan is made again every few seconds and must not leave an audit row each time.
 *
 * @returns what stood against it
 */
export async function takeStep(ctx: Context, step: Step): Promise<Finding[]> {
  const refused = await refusalOf(step)
  if (refused) return findingsOf(step, refused)
  try {
    await doStep(ctx, step)
    return []
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'INTERNAL') throw error
    return findingsOf(step, error)
  }
}

async function refusalOf(step: Step): Promise<AppError | null> {
  switch (step.do) {
    case 'deleteGrant':
      return await tryOut(async (tx) => {
        await tx.grant.deleteMany({ where: { grantId: step.grantId } })
        await requireSomeAdministrator(tx)
      })
    case 'deleteSet':
      return await tryOut((tx) => requireUnused(tx, step.name))
    case 'deleteProvider':
      return await tryOut(async (tx) => {
        await tx.signInProvider.deleteMany({ where: { providerId: step.providerId } })
        await tx.grant.deleteMany({ where: { providerId: step.providerId } })
        await requireOtherAdministrator(tx)
      })
    case 'updateProvider':
      return await tryOut(async (tx) => {
        const { providerId, isEnabled } = step.provider
        await tx.signInProvider.updateMany({ where: { providerId }, data: { isEnabled } })
        await requireOtherAdministrator(tx)
      })
    default:
      return null
  }
}

async function doStep(ctx: Context, step: Step): Promise<void> {
  switch (step.do) {
    case 'createSet':
      await createPermissionSet(ctx, step.set)
      break
    case 'updateSet':
      await updatePermissionSet(ctx, step.set)
      break
    case 'createProvider':
      await createProvider(ctx, step.provider)
      break
    case 'updateProvider':
      await updateProvider(ctx, step.provider)
      break
    case 'createGrant':
      await createGrant(ctx, step.grant)
      break
    case 'deleteGrant':
      await deleteGrant(ctx, step)
      break
    case 'deleteProvider':
      await deleteProvider(ctx, step)
      break
    case 'deleteSet':
      await deletePermissionSet(ctx, step)
      break
  }
}

/** A refusal in words of the file: one finding for each field, or one for all. */
function findingsOf(step: Step, { code, message, facts }: AppError): Finding[] {
  const at = placeOf(step)
  if (code === 'INVALID_INPUT' && facts.fields && at.path !== null) {
    return facts.fields.map(({ path, rule, detail }) => ({
      ...{ state: 'PROBLEM', reason: 'INVALID', ...at, rule, detail },
      path: at.path + path.replace(/^body/, '').replace(/\.(\d+)(?=\.|$)/g, '[$1]'),
    }))
  }
  const reason = FindingReason.safeParse(facts.reason).data ?? 'REFUSED'
  return [{ state: 'CONFLICT', reason, ...at, detail: message }]
}

function placeOf(step: Step): Pick<Finding, 'section' | 'path' | 'name' | 'permissionSet'> {
  switch (step.do) {
    case 'createSet':
    case 'updateSet':
      return { section: 'permissionSets', path: step.path, name: step.set.name }
    case 'deleteSet':
      return { section: 'permissionSets', path: null, name: step.name }
    case 'createProvider':
    case 'updateProvider':
      return { section: 'providers', path: step.path, name: step.provider.providerId }
    case 'deleteProvider':
      return { section: 'providers', path: null, name: step.providerId }
    case 'createGrant':
      return { section: 'grants', path: step.path, name: step.name, permissionSet: step.grant.permissionSet }
    case 'deleteGrant':
      return { section: 'grants', path: null, name: step.name, permissionSet: step.permissionSet }
  }
}
