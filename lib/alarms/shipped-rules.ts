import { randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { columnsOf, readContent } from './rule-content.ts'
import { type AlarmRuleInput, NewAlarmRule } from './rule-schema.ts'
import { suggestThresholds } from './suggest-thresholds.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

type Shipped = Omit<AlarmRuleInput, 'clusters'>
const down = (name: string, metric: string, level: 'cluster' | 'node' | 'broker', critical: boolean): Shipped => ({
  name,
  level,
  forPeriods: 1,
  conditions: [{ metric, operator: 'ge', thresholds: critical ? { critical: 1 } : { warning: 1 } }],
})

/** The threshold of lag until there is a day to propose one from. */
const DEFAULT_LAG = 10_000

/** Rules that every registered cluster gets once. They are evaluated at once, and tell nobody until there is a channel. */
export const shippedRules: Readonly<Record<string, Shipped>> = {
  'cluster-unreachable': down('Cluster unreachable', 'clusterUnreachable', 'cluster', true),
  'broker-down': down('Broker down', 'brokerDown', 'node', true),
  'name-server-down': down('Name server down', 'nameServerDown', 'node', false),
  'proxy-down': down('Proxy down', 'proxyDown', 'node', false),
  'controller-down': down('Controller down', 'controllerDown', 'node', false),
  'master-missing': down('Master missing', 'masterMissing', 'broker', true),
  'slave-not-in-sync': { ...down('Slave not in sync', 'slaveNotInSync', 'broker', false), forPeriods: 5 },
  disk: {
    name: 'Disk used',
    level: 'broker',
    conditions: [
      {
        metric: 'diskUsedRatio',
        operator: 'gt',
        thresholds: { warning: 0.75, critical: 0.85 },
        clear: { warning: 0.73, critical: 0.83 },
      },
    ],
  },
  'disk-forecast': {
    name: 'Disk full soon',
    level: 'broker',
    forPeriods: 10,
    conditions: [{ metric: 'diskFullInDays', operator: 'lt', thresholds: { warning: 3 } }],
  },
  'group-lag-time': {
    name: 'Group lag time',
    level: 'group',
    forPeriods: 3,
    conditions: [
      { metric: 'lagTimeMs', operator: 'gt', thresholds: { warning: 10 * MINUTE_MS, critical: 60 * MINUTE_MS } },
    ],
  },
  'group-lag': {
    name: 'Group lag',
    level: 'group',
    forPeriods: 5,
    combine: 'all',
    conditions: [
      { metric: 'lag', operator: 'gt', thresholds: { warning: DEFAULT_LAG } },
      { metric: 'lagGrowthPerSecond', operator: 'gt', thresholds: { warning: 0 } },
    ],
  },
  'no-client': {
    name: 'No client',
    level: 'group',
    forPeriods: 5,
    combine: 'all',
    conditions: [
      { metric: 'consumerClients', operator: 'eq', thresholds: { critical: 0 } },
      { metric: 'lag', operator: 'gt', thresholds: { critical: 0 } },
    ],
  },
  'dead-letters': {
    name: 'New dead letters',
    level: 'group',
    forPeriods: 0,
    conditions: [
      { metric: 'newDeadLetters', periodSeconds: 300, operator: 'gt', thresholds: { warning: 0 } },
      { metric: 'newDeadLetters', periodSeconds: 3600, operator: 'gt', thresholds: { critical: 100 } },
    ],
  },
  'retry-rate': {
    name: 'Retry rate',
    level: 'group',
    forPeriods: 10,
    conditions: [{ metric: 'retryRatio', operator: 'gt', thresholds: { warning: 0.1 } }],
  },
  'subscription-inconsistent': {
    name: 'Subscription inconsistent',
    level: 'group',
    forPeriods: 5,
    conditions: [{ metric: 'subscriptionInconsistent', operator: 'ge', thresholds: { warning: 1 } }],
  },
  'retention-risk': {
    name: 'Retention risk',
    level: 'group',
    conditions: [{ metric: 'retentionRiskRatio', operator: 'gt', thresholds: { critical: 0.8 } }],
  },
  'broker-busy': {
    name: 'Broker busy',
    level: 'broker',
    forPeriods: 2,
    conditions: [
      { metric: 'sendQueueWaitMs', operator: 'gt', thresholds: { warning: 1_000 } },
      { metric: 'rejectedPerSecond', operator: 'gt', thresholds: { warning: 0 } },
    ],
  },
  traffic: {
    name: 'Traffic fell',
    level: 'topic',
    remark: 'Of topics with the label alarm=traffic.',
    selector: { labels: { alarm: 'traffic' } },
    forPeriods: 1,
    conditions: [
      {
        metric: 'inTps',
        periodSeconds: 900,
        aggregate: 'avg',
        operator: 'decrease',
        compareWith: 'day',
        thresholds: { warning: 90 },
      },
    ],
  },
  'half-messages': {
    name: 'Half messages rise',
    level: 'cluster',
    forPeriods: 3,
    conditions: [{ metric: 'halfMessagesGrowth', periodSeconds: 300, operator: 'gt', thresholds: { warning: 0 } }],
  },
  'half-messages-fast': {
    name: 'Half messages pile up',
    level: 'cluster',
    // More than one a second stays undecided: what is on its way to a decision comes and goes.
    conditions: [{ metric: 'halfMessagesGrowth', periodSeconds: 60, operator: 'gt', thresholds: { warning: 60 } }],
  },
  'timer-lag': {
    name: 'Timer lag rises',
    level: 'broker',
    forPeriods: 3,
    // By how late the timer reads, in whole seconds of each minute: `timer_dequeue_lag` counts all that waits, late or not.
    conditions: [
      { metric: 'timerReadBehindGrowthMs', periodSeconds: 300, operator: 'gt', thresholds: { warning: 1_000 } },
    ],
  },
  capacity: {
    name: 'Capacity used',
    level: 'cluster',
    forPeriods: 10,
    conditions: [{ metric: 'capacityUsedRatio', operator: 'gt', thresholds: { warning: 0.7 } }],
  },
  limits: {
    name: 'Limits used',
    level: 'cluster',
    conditions: [{ metric: 'limitUsedRatio', operator: 'gt', thresholds: { warning: 0.9 } }],
  },
  collection: {
    name: 'Collection failing',
    level: 'cluster',
    // A console that was stopped for long has its first sample within these.
    forPeriods: 3,
    conditions: [{ metric: 'collectionFailingMs', operator: 'gt', thresholds: { critical: 10 * MINUTE_MS } }],
  },
  deliveries: down('Notices not delivered', 'deadDeliveries', 'cluster', true),
  worker: { ...down('Worker gone', 'workersGone', 'cluster', true), forPeriods: 2 },
}

/** Shipped rules whose thresholds come from the first day. */
const suggested = new Set(['group-lag'])

/**
 * Makes the shipped rules of a cluster that were never made for it, and once it has been sampled for a day proposes thresholds for
 * those that nobody has changed.
 */
export async function makeShippedRules(clusterId: string, now: Date): Promise<void> {
  const known = await db().alarmCluster.findUnique({ where: { clusterId } })
  const missing = Object.entries(shippedRules).filter(([key]) => !known?.shipped.includes(key))
  if (missing.length > 0) {
    const rules = missing.map(([shippedAs, rule]): Prisma.AlarmRuleCreateManyInput => {
      const content = NewAlarmRule.parse({ ...rule, clusters: { clusterIds: [clusterId] } })
      return {
        ruleId: randomUUID(),
        ...columnsOf(content),
        shippedAs,
        shippedFor: clusterId,
        isSuggested: suggested.has(shippedAs),
        createdBy: 'console',
        updatedBy: 'console',
      }
    })
    const shipped = Object.keys(shippedRules)
    await db().$transaction([
      db().alarmCluster.upsert({ where: { clusterId }, create: { clusterId, shipped }, update: { shipped } }),
      db().alarmRule.createMany({ data: rules, skipDuplicates: true }),
    ])
  }
  if (!known || known.suggestedAt !== null) return
  const { createdAt } = await db().cluster.findUniqueOrThrow({ where: { clusterId }, select: { createdAt: true } })
  if (now.getTime() - createdAt.getTime() >= DAY_MS) await suggest(clusterId, now)
}

async function suggest(clusterId: string, now: Date): Promise<void> {
  const rows = await db().alarmRule.findMany({ where: { shippedFor: clusterId, isSuggested: true, revision: 1 } })
  for (const row of rows) {
    const content = readContent(row)
    const [first, ...rest] = content?.conditions ?? []
    if (!content || !first) continue
    const thresholds = await suggestThresholds(clusterId, first, content.level, now)
    // Less than what is shipped would only be noise.
    const warning = Math.max(DEFAULT_LAG, thresholds?.warning ?? 0)
    const proposed = { ...content, conditions: [{ ...first, thresholds: { warning } }, ...rest] }
    await db().alarmRule.updateMany({
      where: { ruleId: row.ruleId, revision: 1 },
      data: { ...columnsOf(proposed), revision: 2, updatedAt: now },
    })
  }
  await db().alarmCluster.update({ where: { clusterId }, data: { suggestedAt: now } })
}
