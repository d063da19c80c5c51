import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { AccountLayout } from '#lib/users/account-schema.ts'
import type { Context } from '#lib/users/context.ts'

/** Tables that one person can have arranged: more than there are. */
const MAX_LAYOUTS = 200

/** @throws AppError FORBIDDEN without a person, LIMIT_EXCEEDED */
export async function setLayout(ctx: Context, { viewId, layout }: AccountLayout): Promise<AccountLayout> {
  const { userId } = ctx.actor
  if (userId === null) throw new AppError('FORBIDDEN', 'Only a person arranges tables.')
  return audited(ctx, { action: 'account.set-layout', target: { kind: 'view', name: viewId } }, async (record) => {
    const used = await db().tableLayout.count({ where: { userId, viewId: { not: viewId } } })
    if (used >= MAX_LAYOUTS) {
      throw new AppError('LIMIT_EXCEEDED', `${MAX_LAYOUTS} tables are arranged already.`, { limit: MAX_LAYOUTS, used })
    }
    const where = { userId_viewId: { userId, viewId } }
    await db().tableLayout.upsert({ where, create: { userId, viewId, layout }, update: { layout } })
    record.after(layout)
    return { viewId, layout }
  })
}
