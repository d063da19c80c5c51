import { db } from '#lib/db/db.ts'

/** More would take the turn of all others. */
const MOST = 300

/** Groups that are asked in every round, whatever the turn of the others: those with an open alarm, then those that somebody marked. */
export async function urgentGroups(clusterId: string): Promise<ReadonlySet<string>> {
  const [alarmed, marked] = await Promise.all([
    db().alarmInstance.findMany({
      where: { clusterId, endedAt: null, groupName: { not: '' } },
      distinct: ['groupName'],
      select: { groupName: true },
      take: MOST,
    }),
    db().favourite.findMany({
      where: { clusterId, kind: 'group' },
      distinct: ['name'],
      select: { name: true },
      orderBy: { name: 'asc' },
      take: MOST,
    }),
  ])
  const names = [...alarmed.map(({ groupName }) => groupName), ...marked.map(({ name }) => name)]
  return new Set(names.slice(0, MOST))
}
