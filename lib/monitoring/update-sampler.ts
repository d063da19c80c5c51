import { audited } from '#lib/audit/audited.ts'
import { findRegistration } from '#lib/clusters/find-registration.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { getRetention } from './get-retention.ts'
import { getSampler } from './get-sampler.ts'
import { readSettings } from './sampler-settings.ts'
import type { Sampler, SamplerPatch } from './schema.ts'
import { setRetention } from './set-retention.ts'

/**
 * Changes how a cluster is sampled, from the next round on.
 *
 * @throws AppError INVALID_INPUT when a finer level is to be kept longer than a coarser one
 */
export async function updateSampler(ctx: Context, input: SamplerPatch & { clusterId: string }): Promise<Sampler> {
  const { clusterId, retention, periodSeconds, paused } = input
  requirePermission(ctx, 'cluster:update', clusterId)
  const { name } = await findRegistration(clusterId)
  const stateOf = async () => {
    const settings = await readSettings(clusterId)
    return {
      periodSeconds: settings.periodSeconds,
      paused: settings.isPaused,
      retention: await getRetention(ctx, { clusterId }),
    }
  }
  const entry = {
    action: 'sampler.update',
    clusterId,
    target: { kind: 'cluster', name },
    permission: 'cluster:update' as const,
    before: await stateOf(),
    detail: { periodSeconds, paused, retention },
  }
  return audited(ctx, entry, async (record) => {
    if (retention) await setRetention(ctx, { clusterId, retention })
    const change = {
      ...(periodSeconds !== undefined && { periodSeconds }),
      ...(paused !== undefined && { isPaused: paused }),
    }
    if (Object.keys(change).length > 0) {
      await db().samplerSettings.upsert({
        where: { clusterId },
        create: { clusterId, ...change },
        update: change,
      })
    }
    record.after(await stateOf())
    return getSampler(ctx, { clusterId })
  })
}
