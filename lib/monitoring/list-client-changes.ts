import { db } from '#lib/db/db.ts'

/** The clients of a group became more or fewer. */
export interface ClientChange {
  groupName: string
  at: Date
  from: number
  to: number
}

/**
 * Groups whose number of online clients has changed, by stored samples: the last change of each, newest first. Samples are stored
 * when they change, so this reads little more than the changes.
 */
export async function listClientChanges(clusterId: string, since: Date): Promise<ClientChange[]> {
  const rows = await db().$queryRaw<{ group_name: string; at: Date; before: number; value: number }[]>`
    select distinct on (group_name) group_name, at, before, value from (
      select group_name, at, value, lag(value) over (partition by series_id order by at) as before
      from metric_samples_1m join metric_series using (series_id)
      where store_no = (select store_no from metric_stores where cluster_id = ${clusterId})
        and cluster_id = ${clusterId} and metric = 'consumerClients' and scope = 'group' and at >= ${since}
    ) as steps
    where before is not null and value is not null and before <> value
    order by group_name, at desc`
  return rows
    .map(({ group_name, at, before, value }) => ({ groupName: group_name, at, from: before, to: value }))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
}
