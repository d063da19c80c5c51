import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { ChannelConfig, type NoticeChannel, SecretName } from './channel-schema.ts'
import type { KeptSecrets } from './send-message.ts'

export const withPolicies = {
  policies: { include: { policy: { select: { policyId: true, name: true } } }, orderBy: { policyId: 'asc' } },
} as const satisfies Prisma.NoticeChannelInclude
export type ChannelRow = Prisma.NoticeChannelGetPayload<{ include: typeof withPolicies }>

const Kept = z.partialRecord(
  SecretName,
  z.object({ sealedId: z.string(), lastFour: z.string(), headerNames: z.array(z.string()).optional() }),
)

/** Configuration and sealed secrets of a stored channel. */
export function parseChannel(row: { config: unknown; secrets: unknown }): {
  config: ChannelConfig
  secrets: KeptSecrets
} {
  return { config: ChannelConfig.parse(row.config), secrets: Kept.parse(row.secrets) as KeptSecrets } // only optional fields differ
}

export function toChannel(row: ChannelRow): NoticeChannel {
  const { config, secrets } = parseChannel(row)
  const kept = Object.entries(secrets).map(([name, { sealedId: _sealedId, ...shown }]) => [name, shown])
  return {
    channelId: row.channelId,
    name: row.name,
    kind: config.kind,
    isEnabled: row.isEnabled,
    config,
    secretsKept: Object.fromEntries(kept),
    ratePerMinute: row.ratePerMinute,
    heartbeatMinutes: row.heartbeatMinutes,
    lastHeartbeatAt: row.lastHeartbeatAt,
    lastSuccessAt: row.lastSuccessAt,
    lastFailureAt: row.lastFailureAt,
    lastFailure: row.lastFailure,
    failures: row.failures,
    policies: row.policies.map(({ policy }) => policy),
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    revision: String(row.revision),
  }
}

/** @throws AppError NOT_FOUND */
export async function findChannelRow(channelId: string, tx: Prisma.TransactionClient = db()): Promise<ChannelRow> {
  const row = await tx.noticeChannel.findUnique({ where: { channelId }, include: withPolicies })
  if (!row) throw new AppError('NOT_FOUND', `There is no channel ${channelId}.`)
  return row
}
