import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { visibleViews } from './find-saved-view.ts'

interface NamedObject {
  clusterId: string
  kind: 'topic' | 'group'
  name: string
}

/** Names of the views that would show nothing any more if a topic or a group were gone: of its page, or filtered by it. */
export async function viewsNaming(ctx: Context, { clusterId, kind, name }: NamedObject): Promise<string[]> {
  const views = await db().savedView.findMany({
    where: { AND: [visibleViews(ctx), { clusterId }] },
    select: { name: true, path: true, query: true },
    orderBy: { name: 'asc' },
  })
  const page = `/clusters/${clusterId}/${kind}s/${encodeURIComponent(name)}`
  return views
    .filter(({ path, query }) => path === page || new URLSearchParams(query).get(kind) === name)
    .map((view) => view.name)
}
