import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { Prisma, EventSubscription as Row } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { Destination, DestinationSecret, EventSubscription } from './schema.ts'

const Kept = z.partialRecord(
  DestinationSecret,
  z.object({ sealedId: z.string(), lastFour: z.string(), headerNames: z.array(z.string()).optional() }),
)
export type KeptSecrets = z.output<typeof Kept>

export const destinationOf = (row: Pick<Row, 'destination'>): Destination => Destination.parse(row.destination)
export const secretsOf = (row: Pick<Row, 'secrets'>): KeptSecrets => Kept.parse(row.secrets)

/** @param newest position of the newest event there is */
export function toSubscription(row: Row, newest: bigint): EventSubscription {
  const kept = Object.entries(secretsOf(row)).map(([name, { sealedId: _sealedId, ...shown }]) => [name, shown])
  return {
    subscriptionId: row.subscriptionId,
    name: row.name,
    isEnabled: row.isEnabled,
    types: EventSubscription.shape.types.parse(row.types),
    clusterIds: row.clusterIds,
    namePattern: row.namePattern,
    destination: destinationOf(row),
    secretsKept: Object.fromEntries(kept),
    waiting: row.isEnabled && newest > row.position ? Number(newest - row.position) : 0,
    sent: row.sent,
    lost: row.lost,
    attempts: row.attempts,
    nextAt: row.nextAt,
    lastSuccessAt: row.lastSuccessAt,
    lastFailureAt: row.lastFailureAt,
    lastFailure: row.lastFailure,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    revision: String(row.revision),
  }
}

/** @throws AppError NOT_FOUND */
export async function findSubscriptionRow(subscriptionId: string, tx: Prisma.TransactionClient = db()): Promise<Row> {
  const row = await tx.eventSubscription.findUnique({ where: { subscriptionId } })
  if (!row) throw new AppError('NOT_FOUND', `There is no event subscription ${subscriptionId}.`)
  return row
}

export async function newestPosition(tx: Prisma.TransactionClient = db()): Promise<bigint> {
  return (await tx.eventCollector.findUniqueOrThrow({ where: { id: 1 } })).position
}
