import { audited } from '#lib/audit/audited.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readCves } from './list-cves.ts'
import type { KnownCve } from './schema.ts'

interface CveInput {
  clusterId: string
  cve: string
}

/**
 * Warns of a known weakness no longer, in one cluster, with a reason that stays beside it. Muting it again replaces the reason.
 * It changes what the console says and nothing in RocketMQ, so a cluster that is registered read-only has it too.
 *
 * @throws AppError NOT_FOUND for a weakness that the console does not know
 */
export async function muteCve(ctx: Context, { reason, ...input }: CveInput & { reason: string }): Promise<KnownCve> {
  return change(ctx, input, { action: 'cve.mute', reason }, async ({ clusterId, cve }) => {
    const state = { reason, mutedBy: ctx.actor.name, mutedAt: new Date() }
    const where = { clusterId_cve: { clusterId, cve } }
    await db().mutedCve.upsert({ where, create: { clusterId, cve, ...state }, update: state })
  })
}

/** Warns of it again. @throws AppError NOT_FOUND for a weakness that the console does not know */
export async function unmuteCve(ctx: Context, input: CveInput): Promise<KnownCve> {
  return change(ctx, input, { action: 'cve.unmute' }, async ({ clusterId, cve }) => {
    await db().mutedCve.deleteMany({ where: { clusterId, cve } })
  })
}

async function change(
  ctx: Context,
  input: CveInput,
  { action, reason }: { action: string; reason?: string },
  write: (input: CveInput) => Promise<void>,
): Promise<KnownCve> {
  const { clusterId, cve } = input
  requirePermission(ctx, 'node:write', clusterId)
  await findRegistration(clusterId)
  const before = await find(input)
  const entry = {
    action,
    clusterId,
    target: { kind: 'cve', name: cve },
    permission: 'node:write' as const,
    before: { muted: before.muted },
    ...(reason !== undefined && { reason }),
  }
  return audited(ctx, entry, async (record) => {
    await write(input)
    const after = await find(input)
    record.after({ muted: after.muted })
    return after
  })
}

async function find({ clusterId, cve }: CveInput): Promise<KnownCve> {
  const found = (await readCves(clusterId)).find(({ id }) => id === cve)
  if (!found) throw new AppError('NOT_FOUND', `${cve} is no weakness that this console knows.`)
  return found
}
