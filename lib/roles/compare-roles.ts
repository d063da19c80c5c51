import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { RoleComparison } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { type RolesReading, readRoles } from './read-roles.ts'
import { differsBetweenBrokers, uniteRoles } from './unite-roles.ts'

/** A comparison that is older says nothing any more. */
const BELIEVED_MS = 25 * 60_000

/**
 * Counts the roles that are not equal on all brokers, for alarms: two requests per broker. What a silent broker holds nobody knows, so
 * then the number is not known either, unless others differ already.
 */
export async function compareRoles(ctx: Context, { clusterId, now }: { clusterId: string; now: Date }): Promise<void> {
  const cluster = await getCluster(ctx, clusterId)
  const reading = await readRoles(cluster, { signal: ctx.signal, fresh: true }).catch((error: unknown) => {
    if (error instanceof AppError) return null
    throw error
  })
  const found = { comparedAt: now, differing: reading && countDiffering(reading) }
  await db().roleComparison.upsert({ where: { clusterId }, create: { clusterId, ...found }, update: found })
}

function countDiffering(reading: RolesReading): number | null {
  const differing = [...uniteRoles(reading).values()].filter(differsBetweenBrokers).length
  const isWhole = reading.brokers.every(({ users }) => users !== 'NO_ANSWER' && users !== 'DENIED')
  return differing > 0 || isWhole ? differing : null
}

/** Null = not known. */
export const differingRoles = (row: RoleComparison | null, now: Date): number | null =>
  row !== null && now.getTime() - row.comparedAt.getTime() <= BELIEVED_MS ? row.differing : null
