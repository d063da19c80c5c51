import { isDeepStrictEqual } from 'node:util'
import { db } from '#lib/db/db.ts'
import { columnsOf } from './rule-content.ts'
import { NewAlarmRule } from './rule-schema.ts'
import { shippedRules } from './shipped-rules.ts'

/**
 * Brings the shipped rules of a cluster that nobody has changed to what this version of the console ships: an upgrade mends what an
 * older one has stored. Their incidents go on.
 */
export async function followShippedRules(clusterId: string): Promise<void> {
  const rows = await db().alarmRule.findMany({ where: { shippedFor: clusterId, revision: 1 } })
  for (const { ruleId, shippedAs, name, content } of rows) {
    const shipped = shippedRules[shippedAs ?? '']
    // Another name may be one that somebody has given to a rule of theirs.
    if (!shipped || shipped.name !== name) continue
    const columns = columnsOf(NewAlarmRule.parse({ ...shipped, clusters: { clusterIds: [clusterId] } }))
    if (isDeepStrictEqual(content, columns.content)) continue
    await db().alarmRule.updateMany({ where: { ruleId, revision: 1 }, data: { ...columns, updatedAt: new Date() } })
  }
}
