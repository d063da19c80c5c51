import type { List } from '#lib/api/endpoint.ts'
import { hasLabels, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { clustersOf } from './instance-where.ts'
import { severitiesOf } from './judge.ts'
import { findRule, isVisible, type StoredRule, toRules, visibleClusters } from './read-rule.ts'
import { isForCluster, readContent } from './rule-content.ts'
import type { AlarmRule, RuleFile } from './rule-schema.ts'
import { rulesAbout } from './rules-about.ts'
import { type Severity, severities } from './schema.ts'

interface ListInput {
  page: number
  pageSize: number
  sort?: string | undefined
  clusterId?: string[] | undefined
  environment?: string[] | undefined
  q?: string | undefined
  level?: string[] | undefined
  metric?: string[] | undefined
  severity?: Severity[] | undefined
  owner?: string[] | undefined
  label?: string[] | undefined
  isEnabled?: boolean | undefined
  isShipped?: boolean | undefined
  isFiring?: boolean | undefined
  /** Rules that are about this topic, this group, or this group on this topic. */
  topic?: string | undefined
  group?: string | undefined
}

/** Rules of the clusters that the actor may see, by name unless told otherwise. */
export async function listAlarmRules(ctx: Context, input: ListInput): Promise<List<AlarmRule>> {
  const rules = await toRules(ctx, await storedRules(ctx, input))
  const { q, level, metric, severity, owner, label, isEnabled, isShipped, isFiring } = input
  const text = q?.toLowerCase()
  const shown = rules.filter(
    (rule) =>
      (text === undefined || `${rule.name}\n${rule.remark ?? ''}`.toLowerCase().includes(text)) &&
      (!level || level.includes(rule.level)) &&
      (!metric || rule.conditions.some((row) => metric.includes(row.metric))) &&
      (!severity || severitiesOf(rule.conditions).some((each) => severity.includes(each))) &&
      (!owner || (rule.owner !== null && owner.includes(rule.owner))) &&
      hasLabels(rule.labels, label) &&
      (isEnabled === undefined || rule.isEnabled === isEnabled) &&
      (isShipped === undefined || (rule.shippedAs !== null) === isShipped) &&
      (isFiring === undefined || firingOf(rule) > 0 === isFiring),
  )
  return sortAndPage(shown, input, sortValue)
}

async function storedRules(
  ctx: Context,
  { clusterId, environment, topic, group }: Pick<ListInput, 'clusterId' | 'environment' | 'topic' | 'group'>,
): Promise<StoredRule[]> {
  const wanted = clustersOf(ctx, clusterId)
  const [rows, clusters] = await Promise.all([
    db().alarmRule.findMany({ orderBy: [{ name: 'asc' }, { ruleId: 'asc' }] }),
    visibleClusters(ctx),
  ])
  const asked = clusters.filter(
    (cluster) =>
      (!wanted || wanted.includes(cluster.clusterId)) && (!environment || environment.includes(cluster.environment)),
  )
  const rules = rows.flatMap((row) => {
    const content = readContent(row)
    if (!content) return []
    const rule = { row, content }
    const isAsked = !(clusterId || environment) || asked.some((cluster) => isForCluster(content.clusters, cluster))
    return isAsked && isVisible(ctx, rule, clusterId || environment ? asked : clusters) ? [rule] : []
  })
  return topic === undefined && group === undefined ? rules : rulesAbout(ctx, rules, asked, { topic, group })
}

const firingOf = ({ firing: { critical, warning, info } }: AlarmRule): number => critical + warning + info

function sortValue(rule: AlarmRule, field: string): SortValue {
  switch (field) {
    case 'severity':
      return Math.max(...severitiesOf(rule.conditions).map((severity) => severities.indexOf(severity)))
    case 'isEnabled':
      return Number(rule.isEnabled)
    case 'firing':
      return firingOf(rule)
    default:
      return rule[field as 'name' | 'level' | 'matched' | 'lastEvaluatedAt' | 'tookMs' | 'owner' | 'updatedAt'] // the rest of the sort fields
  }
}

/** @throws AppError NOT_FOUND */
export async function getAlarmRule(ctx: Context, { ruleId }: { ruleId: string }): Promise<AlarmRule> {
  const [rule] = await toRules(ctx, [await findRule(ctx, ruleId)])
  if (!rule) throw new Error('one row makes one rule')
  return rule
}

/** Rules as a file: what people write of them, without how they do. */
export async function exportAlarmRules(
  ctx: Context,
  { clusterId, ruleId }: { clusterId?: string[] | undefined; ruleId?: string[] | undefined },
): Promise<RuleFile> {
  const rules = await storedRules(ctx, { clusterId })
  return {
    kind: 'apogee-alarm-rules',
    version: 1,
    rules: rules
      .filter(({ row }) => !ruleId || ruleId.includes(row.ruleId))
      .map(({ row, content }) => ({ ...content, isEnabled: row.isEnabled })),
  }
}
