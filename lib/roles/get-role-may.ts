import type { z } from 'zod'
import type { List } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { listGroups } from '#lib/groups/list-groups.ts'
import { listTopics } from '#lib/topics/list-topics.ts'
import { matchNames } from '#lib/topics/match-names.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { RoleMayRow } from './access-schema.ts'
import type { getRoleMayEndpoint } from './api.ts'
import { decisionsOf } from './decide-access.ts'
import { findRole } from './find-role.ts'
import { partialOf } from './read-roles.ts'

type Query = z.output<NonNullable<(typeof getRoleMayEndpoint)['query']>>

/** What a role may do, over the topics and groups that exist and that the asking person may read. */
export async function getRoleMay(
  ctx: Context,
  input: Query & { clusterId: string; roleName: string },
): Promise<List<RoleMayRow>> {
  const { clusterId, roleName, q, on, ip, include } = input
  requirePermission(ctx, 'role:read', clusterId)
  const { role, reading } = await findRole(ctx, await getCluster(ctx, clusterId), roleName)
  const page = {
    clusterId,
    page: 1,
    pageSize: 100_000,
    ...(include?.includes('system') && { include: ['system' as const] }),
  }
  const wants = (kind: 'topic' | 'group') => !on || on.length === 0 || on.includes(kind)
  const [topics, groups] = await Promise.all([
    wants('topic') ? listTopics(ctx, page) : null,
    wants('group') ? listGroups(ctx, page) : null,
  ])
  const rows = [
    ...(topics?.items ?? []).map(({ topicName }) => ({ kind: 'topic' as const, name: topicName })),
    ...(groups?.items ?? []).map(({ groupName }) => ({ kind: 'group' as const, name: groupName })),
  ].sort((a, b) => (a.kind === b.kind ? compareText(a.name, b.name) : a.kind === 'topic' ? -1 : 1))
  const named = q
    ? await matchNames(
        q,
        rows.map(({ name }) => name),
      )
    : null
  const decided = rows.flatMap(({ kind, name }, index): RoleMayRow[] => {
    if (named && !named[index]) return []
    const decisions = decisionsOf(role.usual, { on: kind, name, ip })
    const isAllowed = [decisions.produce, decisions.consume].some((each) => each && each.allowed !== 'NO')
    return isAllowed || include?.includes('denied') ? [{ kind, name, ...decisions }] : []
  })
  return { ...sortAndPage(decided, input, (row, field) => row[field as 'kind' | 'name']), ...partialOf(reading) } // its columns
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
