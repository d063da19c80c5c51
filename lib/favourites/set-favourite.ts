import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import type { Favourite } from './schema.ts'

/** Of one person: more are no favourites. */
export const MAX_FAVOURITES = 500

/**
 * Marks an object for the actor alone. Whether a topic or group of the name exists is not asked: a broker may be silent.
 *
 * @throws AppError NOT_FOUND for what the actor may not read, FORBIDDEN without a person, LIMIT_EXCEEDED
 */
export async function addFavourite(ctx: Context, favourite: Favourite): Promise<Favourite> {
  const userId = requirePerson(ctx)
  const { kind, clusterId, name } = favourite
  if (kind === 'topic') requirePermission(ctx, 'topic:read', clusterId, onTopic(name))
  if (kind === 'group') requirePermission(ctx, 'group:read', clusterId, onGroup(name))
  await getCluster(ctx, clusterId)
  return audited(ctx, { action: 'account.add-favourite', ...targetOf(favourite) }, async (record) => {
    const where = { userId_clusterId_kind_name: { userId, clusterId, kind, name } }
    const used = await db().favourite.count({ where: { userId, NOT: { kind, clusterId, name } } })
    if (used >= MAX_FAVOURITES)
      throw new AppError('LIMIT_EXCEEDED', `You have ${used} favourites already.`, { limit: MAX_FAVOURITES, used })
    await db().favourite.upsert({ where, create: { userId, kind, clusterId, name }, update: {} })
    record.after(favourite)
    return favourite
  })
}

/** Unmarks it; nothing happens where it was none. Needs no right: it may be out of sight by now. */
export async function removeFavourite(ctx: Context, favourite: Favourite): Promise<undefined> {
  const userId = requirePerson(ctx)
  await audited(ctx, { action: 'account.remove-favourite', ...targetOf(favourite) }, async (record) => {
    record.before(favourite)
    const { kind, clusterId, name } = favourite
    await db().favourite.deleteMany({ where: { userId, kind, clusterId, name } })
  })
}

function requirePerson({ actor }: Context): string {
  if (actor.userId === null) throw new AppError('FORBIDDEN', 'Only a person has favourites.')
  return actor.userId
}

/** Without the cluster and the kind: in the history of an object, and on its charts, it would look like a change of it. */
const targetOf = ({ clusterId, name }: Favourite) => ({ target: { kind: 'favourite', name: name || clusterId } })
