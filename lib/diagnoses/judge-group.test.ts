import { describe, expect, test } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import type { Group, GroupProgress, GroupSubscriptions, ProgressRow } from '#lib/groups/schema.ts'
import type { ClientFacts, DiagnosisFacts } from './facts.ts'
import { judgeGroup } from './judge-group.ts'
import { DiagnosisCause } from './schema.ts'
import { toEnglish } from './to-english.ts'

const at = new Date('2026-11-22T12:00:00Z')
const HOUR_MS = 3_600_000
const ago = (ms: number) => new Date(at.getTime() - ms)

const config = (brokerName: string, parts: Partial<Group['configs'][number]> = {}): Group['configs'][number] => ({
  brokerName,
  address: '10.0.0.1:10911',
  clusterName: 'main',
  consumeEnable: true,
  consumeFromMinEnable: true,
  consumeBroadcastEnable: true,
  consumeMessageOrderly: false,
  retryQueueNums: 1,
  retryMaxTimes: 16,
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 1,
  notifyConsumerIdsChangedEnable: true,
  groupSysFlag: 0,
  consumeTimeoutMinute: 15,
  retryPolicy: null,
  attributes: {},
  forbiddenTopics: [],
  readAt: at,
  isStale: false,
  ...parts,
})

const row = (queueId: number, parts: Partial<ProgressRow> = {}): ProgressRow => ({
  topicName: 'orders',
  brokerName: 'a',
  queueId,
  kind: 'SUBSCRIBED',
  minOffset: 0n,
  brokerOffset: 10n,
  consumerOffset: 10n,
  isNeverCommitted: false,
  lag: 0n,
  inflight: 0n,
  lagTimeMs: 0,
  lastConsumedAt: at,
  ownerClientId: queueId === 0 ? 'c-1' : 'c-2',
  isBelowMin: false,
  isHot: false,
  ...parts,
})

const client = (clientId: string, parts: Partial<ClientFacts> = {}): ClientFacts => ({
  clientId,
  language: 'JAVA',
  version: '5.3.3',
  protocol: 'remoting',
  risk: null,
  brokers: ['a', 'b'],
  proxies: [],
  answer: 'ANSWERED',
  queues: 1,
  lag: 0n,
  cached: 0,
  lastConsumeAt: at,
  isHung: false,
  standingAt: null,
  topics: [],
  standing: null,
  ...parts,
})

const group = (parts: Partial<Group> = {}): Group => ({
  ...({ groupName: 'billing', namespace: null, shortName: 'billing', isSystem: false, hasConfig: true } as const),
  ...({ state: 'KEEPING_UP', type: 'PUSH', model: 'CLUSTERING', isOrdered: false, consumeEnable: true } as const),
  maxRetries: 16,
  retryPolicy: null,
  clients: ok({ total: 2, remoting: 2, grpc: 0 }, at),
  topics: ok(1, at),
  lag: ok(0n, at),
  retryLag: ok(0n, at),
  deadSubscriptionLag: ok(0n, at),
  ready: unknown('NOT_SAMPLED'),
  inflight: unknown('NOT_SAMPLED'),
  lagTimeMs: ok(0, at),
  queueingTimeMs: unknown('NO_EXPORTER'),
  trend: 'FLAT',
  drainSeconds: { value: null, state: 'na', at },
  ackTps: ok(1, at),
  deadLetters: ok(0n, at),
  newDeadLetters24h: ok(0n, at),
  consistency: 'CONSISTENT',
  inconsistentClients: 0,
  lowestVersion: '5.3.3',
  lastConsumedAt: ok(at, at),
  flags: [],
  brokerNames: ['a', 'b'],
  staleOn: [],
  remark: null,
  labels: {},
  owner: null,
  deletionProtection: false,
  isDeclared: true,
  configs: [config('a'), config('b')],
  differingKeys: [],
  missingOn: [],
  topicRows: [],
  inconsistentSince: null,
  consumeOff: null,
  topicsOff: [],
  revision: '0.0',
  ...parts,
})

const progress = (items: ProgressRow[], parts: Partial<GroupProgress> = {}): GroupProgress => ({
  items,
  deadSubscriptions: [],
  totals: {
    lag: items.reduce((sum, { lag }) => sum + (lag ?? 0n), 0n),
    retryLag: 0n,
    deadSubscriptionLag: 0n,
    isAtLeast: false,
  },
  isNeverConsumed: false,
  ownership: 'EXCLUSIVE',
  owners: { asked: 2, answered: 2 },
  readAt: at,
  ...parts,
})

const subscriptions = (parts: Partial<GroupSubscriptions> = {}): GroupSubscriptions => ({
  consistency: 'CONSISTENT',
  sets: [],
  unread: [],
  items: [],
  readAt: at,
  ...parts,
})

const facts = (parts: Partial<DiagnosisFacts> = {}): DiagnosisFacts => ({
  at,
  group: group(),
  sampledAt: at,
  progress: progress([row(0), row(1)]),
  retry: null,
  subscriptions: subscriptions(),
  clients: [client('c-1'), client('c-2')],
  serversAsked: 2,
  silent: [],
  topics: [{ topicName: 'orders', type: 'NORMAL', permission: 'RW', brokerNames: ['a', 'b'], isWrongFit: false }],
  brokers: [{ brokerName: 'a', canWrite: true, rejectedPerSecond: 0, oldestMessageAt: ago(72 * HOUR_MS) }],
  changes: [],
  ...parts,
})

const causesOf = (parts: Partial<DiagnosisFacts>) =>
  judgeGroup(facts(parts))
    .filter(({ verdict }) => verdict !== 'OK')
    .map(({ cause, verdict }) => `${verdict} ${cause}`)
const lagging = progress([row(0, { lag: 6n, lagTimeMs: HOUR_MS }), row(1)])
const stuck = client('c-1', { lag: 6n, lastConsumeAt: ago(12 * 60_000), isHung: true })
const status = (consumeOkTps: number, consumeFailedTps: number) => ({
  ...{ topicName: 'orders', isRetry: false, expressionType: 'TAG', expression: '*', pullRtMs: 1, pullTps: 1 },
  ...{ consumeRtMs: 4, consumeOkTps, consumeFailedTps, consumeFailedLastHour: 9n },
})
const topic = (parts: Partial<DiagnosisFacts['topics'][number]>) =>
  facts().topics.map((first) => ({ ...first, ...parts }))

test('a group that is in order has every check, and all of them say so', () => {
  const findings = judgeGroup(facts())
  expect(findings.filter(({ verdict }) => verdict !== 'OK')).toEqual([])
  expect(findings).toHaveLength(14)
})

describe('G-25: what is planted is named, and what follows from it comes after', () => {
  test.each<[string, Partial<DiagnosisFacts>, string[]]>([
    [
      'off everywhere',
      { group: group({ configs: [config('a', { consumeEnable: false })] }), progress: lagging },
      ['BAD CONSUMPTION_OFF', 'WARN BEHIND'],
    ],
    [
      'off on one broker',
      {
        group: group({
          configs: [config('a', { consumeEnable: false }), config('b')],
          differingKeys: ['consumeEnable'],
        }),
      },
      ['BAD CONSUMPTION_OFF_ON_SOME', 'WARN CONFIG_DIFFERS'],
    ],
    [
      'one topic off',
      { group: group({ topicsOff: [{ topicName: 'orders', brokerNames: ['a'] }] }), progress: lagging },
      ['BAD TOPIC_CONSUMPTION_OFF', 'WARN BEHIND'],
    ],
    ['nobody online, messages wait', { clients: [], progress: lagging }, ['BAD NO_CLIENT', 'WARN BEHIND']],
    ['nobody online, nothing waits', { clients: [] }, ['WARN NO_CLIENT']],
    [
      'nobody online, and what waits is not known',
      { clients: [], progress: null, group: group({ lag: unknown('NO_ANSWER') }) },
      ['WARN NO_CLIENT_LAG_UNKNOWN', 'NOT_CHECKABLE QUEUES_NOT_KNOWN', 'NOT_CHECKABLE LAG_UNKNOWN'],
    ],
    [
      'nobody online, as far as those know that answer',
      { clients: [], silent: [{ name: 'b', address: '10.0.0.2:10911', code: 'CLUSTER_TIMEOUT', detail: '' }] },
      ['BAD SERVERS_SILENT', 'NOT_CHECKABLE CLIENTS_UNKNOWN'],
    ],
    [
      'stuck, growing and about to lose messages',
      {
        clients: [stuck, client('c-2')],
        group: group({ trend: 'UP' }),
        progress: progress([row(0, { lag: 6n, lagTimeMs: 70 * HOUR_MS }), row(1)]),
      },
      ['BAD CLIENT_STUCK', 'BAD MESSAGES_LOST_SOON', 'BAD GROWS'],
    ],
    [
      'idle for two minutes at one place in two looks',
      {
        clients: [
          client('c-1', {
            lag: 6n,
            lastConsumeAt: ago(120_000),
            standing: [{ name: 't', state: 'BLOCKED', frames: ['f'], count: 1 }],
          }),
        ],
        progress: progress([row(0, { lag: 6n })], { owners: { asked: 1, answered: 1 } }),
      },
      ['BAD CLIENT_STUCK', 'WARN BEHIND'],
    ],
    [
      'idle for two minutes and nowhere in particular',
      {
        clients: [client('c-1', { lag: 6n, lastConsumeAt: ago(120_000), standing: [] }), client('c-2')],
        progress: lagging,
      },
      ['WARN CLIENT_IDLE', 'WARN BEHIND'],
    ],
    [
      'stuck at the very first message: no commit, no lag, and one in memory',
      {
        clients: [client('c-1', { lag: null, cached: 1, lastConsumeAt: ago(120_000), standingAt: 'Ledger.lock' })],
        progress: progress([row(0, { lag: null })], { owners: { asked: 1, answered: 1 }, isNeverConsumed: true }),
      },
      ['BAD CLIENT_STUCK', 'WARN NEVER_CONSUMED'],
    ],
    [
      'one thread stuck, the others consume',
      {
        clients: [client('c-1', { lag: 6n, isHung: true, standingAt: 'Ledger.lock' }), client('c-2')],
        progress: lagging,
      },
      ['BAD THREAD_STUCK', 'WARN BEHIND'],
    ],
    [
      'two sets of subscriptions',
      {
        subscriptions: subscriptions({
          consistency: 'INCONSISTENT',
          sets: [
            { subscriptions: [], clientIds: ['c-1'], since: at },
            { subscriptions: [], clientIds: ['c-2'], since: null },
          ],
        }),
      },
      ['BAD SUBSCRIPTIONS_DIFFER'],
    ],
    [
      'gRPC clients say nothing',
      {
        clients: [client('c-1', { protocol: 'grpc', brokers: [], proxies: ['p'], answer: 'NOT_ASKABLE' })],
        subscriptions: subscriptions({
          consistency: 'UNKNOWN',
          reason: 'GRPC_CLIENTS',
          unread: [{ clientId: 'c-1', reason: 'GRPC' }],
        }),
        progress: progress([row(0)], { ownership: 'SHARED' }),
      },
      ['NOT_CHECKABLE CLIENTS_SILENT', 'NOT_CHECKABLE SUBSCRIPTIONS_UNKNOWN'],
    ],
    ['FIFO read concurrently', { topics: topic({ type: 'FIFO', isWrongFit: true }) }, ['BAD FIFO_READ_CONCURRENTLY']],
    ['NORMAL read in order', { topics: topic({ type: 'NORMAL', isWrongFit: true }) }, ['WARN NORMAL_READ_IN_ORDER']],
    ['a topic without the right to read', { topics: topic({ permission: 'W' }) }, ['BAD TOPIC_NOT_READABLE']],
    [
      'a queue with lag that nobody owns',
      { progress: progress([row(0, { lag: 6n, ownerClientId: null }), row(1)]) },
      ['BAD QUEUES_WITHOUT_OWNER', 'WARN BEHIND'],
    ],
    [
      'an owner that is not known is no missing owner',
      { progress: progress([row(0, { ownerClientId: null }), row(1)], { owners: { asked: 2, answered: 1 } }) },
      ['NOT_CHECKABLE QUEUES_NOT_KNOWN'],
    ],
    [
      'a hot queue',
      { progress: progress([row(0, { lag: 90n, lagTimeMs: HOUR_MS, isHot: true }), row(1)]) },
      ['WARN HOT_QUEUE', 'WARN BEHIND'],
    ],
    [
      'more clients than queues',
      {
        clients: [client('c-1'), client('c-2'), client('c-3')],
        progress: progress([row(0), row(1)], { owners: { asked: 3, answered: 3 } }),
      },
      ['WARN MORE_CLIENTS_THAN_QUEUES'],
    ],
    [
      'a client that fails',
      { clients: [client('c-1', { topics: [status(1, 1)] }), client('c-2', { topics: [status(10, 0)] })] },
      ['BAD CONSUMPTION_FAILS'],
    ],
    ['dead letters', { group: group({ newDeadLetters24h: ok(3n, at) }) }, ['WARN DEAD_LETTERS_GROW']],
    [
      'a client that does not reach a broker',
      { clients: [client('c-1'), client('c-2', { brokers: ['a'] })] },
      ['WARN CLIENTS_NOT_ON_EVERY_BROKER'],
    ],
    [
      'a version with a risk',
      { clients: [client('c-1', { risk: { risk: 'OLD', advice: 'Update.', link: '' } }), client('c-2')] },
      ['WARN VERSION_AT_RISK'],
    ],
    [
      'brokers that reject and take nothing',
      { brokers: [{ brokerName: 'a', canWrite: false, rejectedPerSecond: 2, oldestMessageAt: ago(72 * HOUR_MS) }] },
      ['WARN BROKER_REJECTS', 'WARN BROKER_NOT_WRITABLE'],
    ],
    [
      'messages that are gone already',
      { progress: progress([row(0, { isBelowMin: true }), row(1)]) },
      ['WARN MESSAGES_ALREADY_GONE'],
    ],
    [
      'no broker told anything',
      { progress: null, group: group({ lag: unknown('NO_ANSWER'), lagTimeMs: unknown('NO_ANSWER') }) },
      ['NOT_CHECKABLE QUEUES_NOT_KNOWN', 'NOT_CHECKABLE RETENTION_UNKNOWN', 'NOT_CHECKABLE LAG_UNKNOWN'],
    ],
    ['a change', { changes: [{ at, what: 'offset.reset', by: 'ada', outcome: 'SUCCESS' }] }, ['WARN CHANGED_LATELY']],
  ])('%s', (_, planted, expected) => {
    expect(causesOf(planted)).toEqual(expected)
  })
})

test('a young cluster is near its oldest message and loses nothing', () => {
  const young = [{ brokerName: 'a', canWrite: true, rejectedPerSecond: 0, oldestMessageAt: ago(HOUR_MS) }]
  expect(causesOf({ brokers: young, progress: lagging })).toEqual(['WARN BEHIND'])
})

test('every cause has words', () => {
  for (const cause of DiagnosisCause.options) {
    const { title } = toEnglish({
      ...{ check: 'LAG', verdict: 'WARN', cause },
      params: {
        ...{ brokers: 'a', names: 'a', count: 2, clients: 3, lag: 4, minutes: 5, place: 'f', sets: 2, topics: 't' },
        ...{ queues: 4, idle: 1, keys: 'k', missing: 'b', versions: 'v', percent: 80 },
      },
    })
    expect(title, cause).not.toMatch(/[{}]|diagnoses\./)
  }
})
