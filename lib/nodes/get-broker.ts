import { findRegistration } from '#lib/clusters/find-registration.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type BrokerId, findBroker } from './find-broker.ts'
import { mutedCves } from './muted-cves.ts'
import { refusedByBrokers } from './refused-by-brokers.ts'
import type { Broker } from './schema.ts'
import { toBroker } from './to-broker.ts'

/** One broker as the last check saw it. Asks nobody. @throws AppError NOT_FOUND */
export async function getBroker(ctx: Context, input: BrokerId): Promise<Broker> {
  const { clusterId } = input
  requirePermission(ctx, 'node:read', clusterId)
  await findRegistration(clusterId)
  const row = await findBroker(input)
  const now = new Date()
  const [muted, refused] = await Promise.all([mutedCves(clusterId), refusedByBrokers(clusterId, [row], now)])
  const broker = toBroker(row, now, { muted, refused })
  if (!broker) throw new AppError('INTERNAL', 'A broker without a name is stored.')
  return broker
}
