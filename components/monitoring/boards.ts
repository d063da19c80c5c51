import type { MetricAggregate, MetricName, MetricObject, MetricScope } from '#lib/monitoring/schema.ts'

/** The boards there are; `groupTopic` is the board of a group with one topic chosen. */
export const boardScopes = ['cluster', 'namespace', 'topic', 'group', 'broker', 'client'] as const
export type BoardScope = (typeof boardScopes)[number]

/** What a board is about. */
export interface BoardObject {
  scope: BoardScope
  /** Name of the namespace, topic, group or broker, or the client id; null for the cluster. */
  name: string | null
  /** One topic of the group. */
  topicName: string | null
  /** The group of the client. */
  groupName: string | null
  /** Of the topic, where it is known: transactions and timed messages have charts of their own. */
  messageType?: string | null
}

/** One or more lines of a chart: of one object, of those that a pattern finds, or of the parts that a metric is split in. */
export interface BoardLine {
  metric: MetricName
  scope: MetricScope
  object?: MetricObject
  /** A glob over the names of the scope: a line per object. */
  pattern?: string
  aggregate?: MetricAggregate
  /** How many lines come of it: one with a word for the metric, or one per part or object, named by it. */
  names?: 'part' | 'group' | 'topic'
}

export interface BoardChart {
  /** Word of `monitoring.charts`, and the name of the chart in addresses. */
  id: ChartId
  lines: readonly BoardLine[]
}

export const chartIds = [
  'inOut',
  'bytes',
  'byType',
  'lag',
  'lagTime',
  'clients',
  'deadLetters',
  'deadLettersTotal',
  'retries',
  'rejected',
  'half',
  'decisions',
  'decisionTime',
  'timed',
  'delayLatency',
  'used',
  'size',
  'sizes',
  'retained',
  'storage',
  'produceTime',
  'readyInflight',
  'queueing',
  'growth',
  'consumeTime',
  'consumeTimes',
  'requests',
  'queueWait',
  'queueDepth',
  'pageCache',
  'disk',
  'diskFull',
  'oldest',
  'behind',
  'ha',
  'popRevive',
  'popReviveTime',
  'timerLag',
  'timerBehind',
  'cached',
  'cachedBytes',
  'await',
] as const
export type ChartId = (typeof chartIds)[number]

type Of = (...metrics: MetricName[]) => BoardLine[]

/** The charts of a board, most telling first. */
export function chartsOf(board: BoardObject): BoardChart[] {
  const { scope, name, topicName, groupName } = board
  const object: MetricObject = objectOf(board)
  const metricScope: MetricScope = scope === 'group' && topicName !== null ? 'groupTopic' : scope
  const of: Of = (...metrics) => metrics.map((metric) => ({ metric, scope: metricScope, object }))
  const parts = (metric: MetricName): BoardLine[] => [{ metric, scope: metricScope, object, names: 'part' }]
  switch (scope) {
    case 'cluster':
      return [
        { id: 'inOut', lines: of('inTps', 'outTps') },
        { id: 'lagTime', lines: of('lagTimeMs') },
        { id: 'lag', lines: of('lag', 'retryLag') },
        { id: 'bytes', lines: of('inBytesPerSecond', 'outBytesPerSecond') },
        { id: 'byType', lines: parts('inTpsByType') },
        { id: 'clients', lines: of('producerClients', 'consumerClients') },
        { id: 'deadLetters', lines: of('newDeadLettersPerSecond') },
        { id: 'rejected', lines: of('rejectedPerSecond', 'putFailedPerSecond') },
        { id: 'half', lines: of('halfMessages') },
        { id: 'decisions', lines: of('commitTps', 'rollbackTps') },
        { id: 'timed', lines: of('timingMessages') },
        { id: 'used', lines: of('capacityUsedRatio', 'limitUsedRatio') },
      ]
    case 'namespace':
      return [
        { id: 'inOut', lines: of('inTps', 'outTps') },
        { id: 'lagTime', lines: of('lagTimeMs') },
        { id: 'lag', lines: of('lag', 'retryLag') },
        { id: 'bytes', lines: of('inBytesPerSecond', 'outBytesPerSecond') },
        { id: 'byType', lines: parts('inTpsByType') },
        { id: 'clients', lines: of('consumerClients') },
        { id: 'deadLetters', lines: of('newDeadLettersPerSecond') },
        { id: 'readyInflight', lines: of('ready', 'inflight') },
        { id: 'queueing', lines: of('queueingTimeMs') },
        { id: 'retained', lines: of('retained') },
        { id: 'used', lines: of('limitUsedRatio') },
      ]
    case 'topic': {
      const perGroup = (metric: MetricName): BoardLine[] => [
        { metric, scope: 'groupTopic', pattern: `${name}/*`, names: 'group' },
      ]
      return [
        { id: 'inOut', lines: of('inTps', 'outTps') },
        { id: 'lag', lines: perGroup('lag') },
        { id: 'lagTime', lines: perGroup('lagTimeMs') },
        { id: 'bytes', lines: of('inBytesPerSecond', 'outBytesPerSecond') },
        { id: 'size', lines: of('messageBytesP50', 'messageBytesP99') },
        { id: 'sizes', lines: parts('messageBytesHistogram') },
        { id: 'retained', lines: of('retained') },
        { id: 'storage', lines: of('storageBytes') },
        { id: 'clients', lines: of('consumerClients') },
        { id: 'deadLetters', lines: of('newDeadLettersPerSecond') },
        { id: 'produceTime', lines: of('produceMsAvg', 'produceMsP95', 'produceMsP99') },
        ...(board.messageType === 'TRANSACTION'
          ? ([
              { id: 'half', lines: of('halfMessages') },
              { id: 'decisions', lines: of('commitTps', 'rollbackTps') },
              { id: 'decisionTime', lines: of('decisionMsP95') },
            ] as const)
          : []),
        ...(board.messageType === 'DELAY'
          ? ([
              { id: 'timed', lines: of('timingMessages') },
              { id: 'delayLatency', lines: of('delayLatencyMs') },
            ] as const)
          : []),
      ]
    }
    case 'group': {
      const isOfTopic = topicName !== null
      return [
        { id: 'lag', lines: of('lag', 'retryLag') },
        { id: 'lagTime', lines: of('lagTimeMs') },
        { id: 'inOut', lines: of('outTps', 'ackTps') },
        { id: 'readyInflight', lines: of('ready', 'inflight') },
        { id: 'retries', lines: isOfTopic ? of('newDeadLettersPerSecond') : of('retryTps', 'newDeadLettersPerSecond') },
        { id: 'consumeTime', lines: of('consumeMsAvg', 'consumeMsP95', 'consumeMsP99') },
        { id: 'consumeTimes', lines: parts('consumeMsHistogram') },
        { id: 'queueing', lines: of('queueingTimeMs') },
        { id: 'growth', lines: of('lagGrowthPerSecond') },
        { id: 'deadLettersTotal', lines: of('deadLetters') },
        { id: 'clients', lines: of('consumerClients') },
        { id: 'bytes', lines: of('outBytesPerSecond') },
        { id: 'cached', lines: of('cachedMessages') },
      ]
    }
    case 'broker':
      return [
        { id: 'inOut', lines: of('inTps', 'outTps') },
        { id: 'bytes', lines: of('inBytesPerSecond', 'outBytesPerSecond') },
        { id: 'disk', lines: of('diskUsedRatio') },
        { id: 'diskFull', lines: of('diskFullInDays') },
        { id: 'requests', lines: parts('requestMsP99') },
        { id: 'queueWait', lines: of('sendQueueWaitMs') },
        { id: 'queueDepth', lines: of('sendQueueDepth', 'pullQueueDepth') },
        { id: 'pageCache', lines: of('pageCacheLockMs') },
        { id: 'oldest', lines: of('oldestMessageAgeMs') },
        { id: 'behind', lines: of('flushBehindBytes', 'dispatchBehindBytes') },
        { id: 'ha', lines: of('haGapBytes') },
        { id: 'rejected', lines: of('rejectedPerSecond', 'putFailedPerSecond') },
        { id: 'popRevive', lines: of('popReviveLag') },
        { id: 'popReviveTime', lines: of('popReviveMs') },
        { id: 'timerLag', lines: of('timerEnqueueLag', 'timerDequeueLag') },
        { id: 'timerBehind', lines: of('timerReadBehindMs') },
      ]
    case 'client':
      return groupName === null
        ? []
        : [
            { id: 'cached', lines: of('cachedMessages') },
            { id: 'cachedBytes', lines: of('cachedBytes') },
            { id: 'await', lines: of('awaitMs') },
            { id: 'consumeTime', lines: of('consumeMsAvg', 'consumeMsP95', 'consumeMsP99') },
          ]
  }
}

/** The object of a board as the API names it. */
export function objectOf({ scope, name, topicName, groupName }: BoardObject): MetricObject {
  const full = name ?? ''
  switch (scope) {
    case 'cluster':
      return {}
    case 'namespace':
      return { namespace: full }
    case 'topic':
      return { topicName: full }
    case 'group':
      return topicName === null ? { groupName: full } : { groupName: full, topicName }
    case 'broker':
      return { brokerName: full }
    case 'client':
      return { clientId: full, ...(groupName !== null && { groupName }) }
  }
}

/** What can be ranked, by what is ranked. */
export const topMetrics = {
  group: ['lagTimeMs', 'lag', 'newDeadLettersPerSecond', 'retryTps'],
  topic: ['inTps', 'outTps', 'inBytesPerSecond', 'retained', 'storageBytes'],
  client: ['cachedMessages', 'cachedBytes'],
  broker: ['diskUsedRatio', 'inTps'],
} as const satisfies Partial<Record<MetricScope, readonly MetricName[]>>
export type TopScope = keyof typeof topMetrics
export const topScopes = Object.keys(topMetrics) as TopScope[] // keys of the constant above
