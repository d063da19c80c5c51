import type { Context } from '#lib/users/context.ts'
import { readClusterFacts } from './cluster-facts.ts'
import { matchesSelector } from './match-selector.ts'
import { candidatesOf } from './objects.ts'
import type { StoredRule } from './read-rule.ts'
import { isForCluster } from './rule-content.ts'
import { sightFor, sightOf } from './rule-sight.ts'
import type { AlarmLevel } from './schema.ts'

/** A topic, a group, or with both a group on a topic. */
interface About {
  topic?: string | undefined
  group?: string | undefined
}

interface NamedCluster {
  clusterId: string
  environment: string
  labels: unknown
}

const levels: readonly AlarmLevel[] = ['topic', 'group', 'groupTopic', 'client']

/**
 * Of some rules those that are about a topic or a group in one of the clusters, as the evaluation would find it: their selectors match it,
 * its subscriptions or its clients, as last sampled. What the actor, or the person to whom a rule is bound, does not see is matched by none.
 */
export async function rulesAbout(
  ctx: Context,
  rules: readonly StoredRule[],
  clusters: readonly NamedCluster[],
  { topic, group }: About,
): Promise<StoredRule[]> {
  const about = new Set<StoredRule>()
  for (const cluster of clusters) {
    const open = rules.filter(
      (rule) => !about.has(rule) && levels.includes(rule.content.level) && isForCluster(rule.content.clusters, cluster),
    )
    if (open.length === 0) continue
    const facts = await readClusterFacts(ctx, cluster.clusterId, new Date(), { diskForecast: false, consumeOff: false })
    const sees = sightFor(ctx, cluster.clusterId)
    // Looked for once per level: thousands of objects, and rules by the hundred.
    const objectsOf = new Map(
      levels.map((level) => [
        level,
        candidatesOf(facts, level).filter(
          ({ object }) =>
            (topic === undefined || object.topicName === topic) &&
            (group === undefined || object.groupName === group) &&
            sees(object),
        ),
      ]),
    )
    for (const rule of open) {
      const { level, selector } = rule.content
      const matched = (objectsOf.get(level) ?? []).filter((candidate) => matchesSelector(selector, candidate))
      if (matched.length === 0) continue
      const boundSees = (await sightOf(rule.row.boundTo))(cluster.clusterId)
      if (matched.some(({ object }) => boundSees(object))) about.add(rule)
    }
  }
  return rules.filter((rule) => about.has(rule))
}
