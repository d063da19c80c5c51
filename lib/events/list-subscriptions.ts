import type { List } from '#lib/api/endpoint.ts'
import { contains } from '#lib/db/contains.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { orderBy } from '#lib/users/order-by.ts'
import { findSubscriptionRow, newestPosition, toSubscription } from './find-subscription.ts'
import type { EventSubscription } from './schema.ts'
import { requireSubscription } from './write-subscription.ts'

export async function listSubscriptions(
  ctx: Context,
  input: { page: number; pageSize: number; sort?: string | undefined; q?: string | undefined },
): Promise<List<EventSubscription>> {
  requireSubscription(ctx)
  const { page, pageSize, q } = input
  const where = q === undefined ? {} : { name: contains(q) }
  const [total, rows, newest] = await Promise.all([
    db().eventSubscription.count({ where }),
    db().eventSubscription.findMany({
      where,
      orderBy: [orderBy(input.sort ?? 'name'), { subscriptionId: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    newestPosition(),
  ])
  return { items: rows.map((row) => toSubscription(row, newest)), total, page, pageSize }
}

/** @throws AppError NOT_FOUND */
export async function getSubscription(ctx: Context, subscriptionId: string): Promise<EventSubscription> {
  requireSubscription(ctx)
  return toSubscription(await findSubscriptionRow(subscriptionId), await newestPosition())
}
