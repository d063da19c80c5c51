import type { List } from '#lib/api/endpoint.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { ChannelKind, NoticeChannel } from './channel-schema.ts'
import { toChannel, withPolicies } from './find-channel.ts'
import { policiesOfCluster } from './list-policies.ts'

export interface ListChannelsInput {
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  kind?: ChannelKind[] | undefined
  clusterId?: string | undefined
}

/** Channels by name, without their secrets. */
export async function listChannels(ctx: Context, input: ListChannelsInput): Promise<List<NoticeChannel>> {
  requirePermission(ctx, 'channel:manage')
  const { page, pageSize, q, kind, clusterId } = input
  const policies = clusterId === undefined ? null : await policiesOfCluster(clusterId)
  const where: Prisma.NoticeChannelWhereInput = {
    ...(q !== undefined && { name: contains(q) }),
    ...(kind !== undefined && { kind: { in: kind } }),
    ...(policies && { policies: { some: { policyId: { in: policies.map(({ policyId }) => policyId) } } } }),
  }
  const [total, rows] = await Promise.all([
    db().noticeChannel.count({ where }),
    db().noticeChannel.findMany({
      where,
      include: withPolicies,
      orderBy: [orderBy(input.sort ?? 'name'), { channelId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ])
  return { items: rows.map(toChannel), total, page, pageSize }
}
