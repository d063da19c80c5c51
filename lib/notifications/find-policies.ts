import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { ChannelKind } from './channel-schema.ts'
import { ActiveWindow, PolicyMatchers } from './policy-schema.ts'
import type { RoutingPolicy } from './route-notice.ts'

export const withChannels = {
  channels: {
    include: { channel: { select: { channelId: true, name: true, kind: true, isEnabled: true } } },
    orderBy: { channelId: 'asc' },
  },
} as const satisfies Prisma.NoticePolicyInclude
export type PolicyRow = Prisma.NoticePolicyGetPayload<{ include: typeof withChannels }>

const Sends = z.enum(['ALL', 'FIRING', 'RESOLVED'])
const Windows = z.array(ActiveWindow)

/** What is stored was checked when it was written; a row that a later version wrote in another way fails here, and says so. */
export function toRoutingPolicy(row: PolicyRow): RoutingPolicy {
  return {
    policyId: row.policyId,
    name: row.name,
    isDefault: row.isDefault,
    isEnabled: row.isEnabled,
    matchers: PolicyMatchers.parse(row.matchers),
    sends: Sends.parse(row.sends),
    windows: Windows.parse(row.windows),
    language: row.language,
    groupBy: row.groupBy,
    groupWaitMs: row.groupWaitMs,
    groupIntervalMs: row.groupIntervalMs,
    repeatMs: row.repeatMs,
    goesOn: row.goesOn,
    channels: row.channels.map(({ channel }) => ({ ...channel, kind: ChannelKind.parse(channel.kind) })),
  }
}

/** All policies in the order in which they are asked. */
export async function findPolicies(tx: Prisma.TransactionClient = db()): Promise<RoutingPolicy[]> {
  const rows = await tx.noticePolicy.findMany({
    include: withChannels,
    orderBy: [{ isDefault: 'asc' }, { position: 'asc' }, { policyId: 'asc' }],
  })
  return rows.map(toRoutingPolicy)
}
