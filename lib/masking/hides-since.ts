import { db } from '#lib/db/db.ts'
import { isForCluster } from '#lib/users/is-for-cluster.ts'
import { compileRule } from './compile-rule.ts'
import { mayHoldAny } from './masker.ts'
import { readRules } from './rule-row.ts'

/** Is there a rule for messages of a topic that was written after a time? What was written down before knows nothing of it. */
export async function hidesSince(clusterId: string, topicName: string | undefined, at: Date): Promise<boolean> {
  const [rules, cluster] = await Promise.all([readRules(), db().cluster.findUnique({ where: { clusterId } })])
  return rules.some((rule) => {
    if (!rule.isEnabled || rule.updatedAt <= at || (cluster && !isForCluster(rule.clusters, cluster))) return false
    // Copies in topics of RocketMQ's own are under the rules of wherever they came from.
    return topicName === undefined || mayHoldAny(topicName) || compileRule(rule).isForTopic(topicName)
  })
}
