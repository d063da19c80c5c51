import { NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import type { AlarmLevel, AlarmSelector, NamePattern } from '#lib/alarms/schema.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { isForCluster } from '#lib/users/is-for-cluster.ts'
import { reachedClusterIds } from '#lib/users/require-permission.ts'
import { seesRule } from './sees-rule.ts'

interface NamedObject {
  clusterId: string
  kind: 'topic' | 'group'
  name: string
}

/**
 * Names of the alarm rules that would be about nothing, or less, if a topic or a group were gone: their selectors name it, and not by a
 * pattern that others match too. Of those that the actor may see.
 */
export async function rulesNaming(ctx: Context, { clusterId, kind, name }: NamedObject): Promise<string[]> {
  const reached = reachedClusterIds(ctx, 'alarm:read')
  if (reached !== 'all' && !reached.has(clusterId)) return []
  const [cluster, rows] = await Promise.all([
    db().cluster.findUnique({ where: { clusterId }, select: { clusterId: true, environment: true, labels: true } }),
    db().alarmRule.findMany({ select: { name: true, content: true, boundTo: true }, orderBy: { name: 'asc' } }),
  ])
  if (!cluster) return []
  return rows
    .filter(({ content, boundTo }) => {
      const { data: rule } = NewAlarmRule.safeParse(content)
      if (!rule || !isForCluster(rule.clusters, cluster) || !seesRule(ctx, boundTo, clusterId)) return false
      return kind === 'topic' ? namesTopic(rule, name) : namesGroup(rule, name)
    })
    .map((rule) => rule.name)
}

interface Selecting {
  level: AlarmLevel
  selector: AlarmSelector
}

/** A glob without a wildcard. */
const isExactly = (patterns: readonly NamePattern[] | undefined, name: string): boolean =>
  patterns?.some(({ kind, pattern }) => kind === 'glob' && pattern === name) ?? false

const namesObject = ({ names, include }: AlarmSelector, name: string): boolean =>
  (names?.includes(name) ?? false) || isExactly(include, name)

const namesTopic = ({ level, selector }: Selecting, name: string): boolean =>
  (level === 'topic' && namesObject(selector, name)) || (level === 'groupTopic' && isExactly(selector.topics, name))

const groupLevels: readonly AlarmLevel[] = ['group', 'groupTopic', 'client']
const namesGroup = ({ level, selector }: Selecting, name: string): boolean =>
  groupLevels.includes(level) && namesObject(selector, name)
