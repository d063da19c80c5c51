import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { visibleViews } from './find-saved-view.ts'

/** Names of the views that would show nothing any more if a topic were gone: of its page, or filtered by it. */
export async function viewsNamingTopic(
  ctx: Context,
  { clusterId, topicName }: { clusterId: string; topicName: string },
): Promise<string[]> {
  const views = await db().savedView.findMany({
    where: { AND: [visibleViews(ctx), { clusterId }] },
    select: { name: true, path: true, query: true },
    orderBy: { name: 'asc' },
  })
  const page = `/clusters/${clusterId}/topics/${encodeURIComponent(topicName)}`
  return views
    .filter(({ path, query }) => path === page || new URLSearchParams(query).get('topic') === topicName)
    .map(({ name }) => name)
}
