import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { makeStore } from './metric-store.ts'
import type { Retention } from './schema.ts'

/**
 * Changes how long the numbers of a cluster are kept. What is older goes within the hour, by whole partitions; what has gone does
 * not come back. A part of the change of the sampler's settings, which writes the row of the audit.
 *
 * @throws AppError INVALID_INPUT when a finer level is kept longer than a coarser one
 */
export async function setRetention(
  ctx: Context,
  { clusterId, retention }: { clusterId: string; retention: Retention },
): Promise<Retention> {
  requirePermission(ctx, 'cluster:update', clusterId)
  const { minuteDays, fiveMinuteDays, hourDays } = retention
  const wrong = (field: string, detail: string) =>
    new AppError('INVALID_INPUT', detail, { fields: [{ path: `body.retention.${field}`, rule: 'order', detail }] })
  if (fiveMinuteDays < minuteDays)
    throw wrong('fiveMinuteDays', 'Five-minute values are kept at least as long as minutes.')
  if (hourDays < fiveMinuteDays)
    throw wrong('hourDays', 'Hourly values are kept at least as long as five-minute values.')
  await makeStore(clusterId)
  await db().metricStore.update({ where: { clusterId }, data: { minuteDays, fiveMinuteDays, hourDays } })
  return retention
}
