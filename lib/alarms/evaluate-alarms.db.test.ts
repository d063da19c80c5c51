import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { clusterDefaults } from '#lib/clusters/schema.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { putSamples } from '#lib/monitoring/testing/put-samples.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { evaluateAlarms } from './evaluate-alarms.ts'
import { NewAlarmRule } from './rule-schema.ts'
import { shippedRules } from './shipped-rules.ts'
import { minute, sampledCluster } from './testing/sampled-cluster.ts'
import { createAlarmRule } from './write-rule.ts'

useDatabase()
afterAll(closeAllClusters)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: minute(0) })
  return () => vi.useRealTimers()
})
const ctx = workerContext(new AbortController().signal)
/** In minutes. */
const DAY = 24 * 60

describe('evaluation', () => {
  it('A-1: lag above the threshold for two periods fires, drained it resolves after keep firing; the history has both', async () => {
    const { rule, run, instances, told } = await sampledCluster()
    await rule()
    await run(1, [0, 200, 300, 300, 5, 5, 5])
    const [incident] = await instances()
    expect(incident).toMatchObject({ state: 'OK', groupName: 'g', severity: 'WARNING', peakValue: 300, threshold: 100 })
    expect(incident).toMatchObject({ since: minute(2), firedAt: minute(3), lastSeenAt: minute(4), endedAt: minute(7) })
    expect(await told()).toEqual(['FIRING 3', 'RESOLVED 7'])
    const events = await db().alarmEvent.findMany({
      where: { instanceId: incident?.instanceId ?? '' },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map(({ fromState, toState }) => `${fromState}→${toState}`)).toEqual([
      'OK→PENDING',
      'PENDING→FIRING',
      'FIRING→RECOVERING',
      'RECOVERING→OK',
    ])
  })

  it('A-4: lag that is not known, and minutes without a sample, freeze the state: never resolved', async () => {
    const { rule, run, states, told } = await sampledCluster()
    await rule()
    await run(1, [200, 200, null, null, 'missed', 'missed', 'missed', 'missed', 'missed', null])
    expect(await states()).toEqual(['FIRING'])
    expect(await told()).toEqual(['FIRING 2'])
  })

  it('U-6: the rule of somebody who sees a part fires on that part alone, and on nothing new once they see nothing', async () => {
    const { clusterId, pass, evaluate, instances } = await sampledCluster()
    const scope = { clusters: { clusterIds: [clusterId] }, groups: ['pay*'] }
    const author = await makePerson('operator', { scope })
    const lag = { metric: 'lag', operator: 'gt', thresholds: { warning: 100 } }
    const rule = (clusters: object | string) =>
      NewAlarmRule.parse({ name: `Lag of ${author.name}`, clusters, forPeriods: 0, conditions: [lag] })
    await expect(createAlarmRule(await author.context(), rule('all'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await createAlarmRule(await author.context(), rule({ clusterIds: [clusterId] }))
    const names = async () => (await instances()).map(({ groupName }) => groupName)
    await pass(1, { 'pay-a': 200, foreign: 200 })
    await evaluate(1)
    expect(await names()).toEqual(['pay-a'])
    await db().grant.deleteMany({ where: { userId: author.userId } })
    await pass(2, { 'pay-a': 200, 'pay-b': 200, foreign: 200 })
    await evaluate(2)
    expect(await names()).toEqual(['pay-a'])
  })

  it('A-7: a rule on pay* takes new groups by itself, and leaves out what is excluded', async () => {
    const { rule, pass, evaluate, instances } = await sampledCluster()
    const glob = (pattern: string) => [{ kind: 'glob' as const, pattern }]
    const ruleId = await rule({ forPeriods: 0, selector: { include: glob('pay*'), exclude: glob('*-test') } })
    await pass(1, { 'pay-a': 200, 'pay-test': 200, other: 200 })
    await evaluate(1)
    expect((await instances()).map(({ groupName }) => groupName)).toEqual(['pay-a'])
    expect(await db().alarmRuleState.findMany({ where: { ruleId } })).toMatchObject([{ matched: 1, error: null }])
    await pass(2, { 'pay-a': 200, 'pay-new': 200 })
    await evaluate(2)
    expect((await instances()).map(({ groupName }) => groupName)).toEqual(['pay-a', 'pay-new'])
  })

  it('a group that is gone closes, without "resolved"; a rule that is gone too', async () => {
    const one = await sampledCluster()
    await one.rule({ forPeriods: 0 })
    await one.run(1, [200, 'gone'])
    expect(await one.instances()).toMatchObject([{ state: 'CLOSED', closeReason: 'DELETED', openKey: null }])
    expect(await one.told()).toEqual(['FIRING 1'])
    const ruleId = await one.rule({ forPeriods: 0 })
    await one.run(3, [200])
    await db().alarmRule.delete({ where: { ruleId } })
    await one.run(4, [200])
    expect((await one.instances({ ruleId }))[0]).toMatchObject({ state: 'CLOSED', closeReason: 'RULE_DELETED' })
  })

  it('A-18: a worker that is killed before its transaction judges the same again, after it nothing twice', async () => {
    const { clusterId, rule, pass, run, instances, told } = await sampledCluster()
    await rule({ repeatMs: 5 * 60_000 })
    await run(1, [200])
    await pass(2, { g: 200 })
    // The lease has gone to another worker before the writing.
    const lease = { task: 'evaluate alarms', scope: clusterId, fencingToken: 1n }
    const now = new Date(minute(2).getTime() + 2_000)
    await expect(evaluateAlarms(ctx, { clusterId, now, lease })).rejects.toThrow(/lease/)
    expect(await instances()).toMatchObject([{ state: 'PENDING', truePeriods: 1 }])
    expect(await told()).toEqual([])
    // Two workers at once, and one that comes again.
    await evaluateAlarms(ctx, { clusterId, now })
    await evaluateAlarms(ctx, { clusterId, now })
    expect(await told()).toEqual(['FIRING 2'])
    await run(3, [200, 200, 200, 200, 200])
    expect(await told()).toEqual(['FIRING 2', 'REPEAT 7'])
  })

  it('A-18: after a pause each period is judged at its own time; of several repeats one is sent', async () => {
    const { rule, pass, evaluate, instances, told } = await sampledCluster()
    await rule({ repeatMs: 5 * 60_000 })
    await pass(1, { g: 200 })
    await evaluate(1)
    for (let n = 2; n <= 20; n++) await pass(n, { g: 200 })
    await evaluate(20)
    expect((await instances())[0]).toMatchObject({ firedAt: minute(2), judgedAt: minute(20) })
    expect(await told()).toEqual(['FIRING 2', 'REPEAT 17'])
  })

  it('a rule that was changed while it was judged is judged anew', async () => {
    const { clusterId, rule, run, instances } = await sampledCluster()
    const ruleId = await rule({ forPeriods: 0 })
    await run(1, [5])
    await db().alarmRule.update({ where: { ruleId }, data: { revision: { increment: 1 } } })
    await run(2, [200])
    expect(await instances({ clusterId })).toMatchObject([{ state: 'FIRING' }])
  })

  it('windows: max of 5 min over what was stored on change', async () => {
    const { rule, run, told } = await sampledCluster()
    const conditions = (aggregate: 'max' | 'min' | 'avg' | 'sum' | 'count', threshold: number) => [
      {
        metric: 'lag',
        periodSeconds: 300 as const,
        aggregate,
        operator: 'ge' as const,
        thresholds: { warning: threshold },
      },
    ]
    await rule({ forPeriods: 0, name: 'max', conditions: conditions('max', 500) })
    await rule({ forPeriods: 0, name: 'avg', conditions: conditions('avg', 180) })
    await rule({ forPeriods: 0, name: 'avg too high', conditions: conditions('avg', 181) })
    await rule({ forPeriods: 0, name: 'min', conditions: conditions('min', 100) })
    await rule({ forPeriods: 0, name: 'count', conditions: conditions('count', 5) })
    await rule({ forPeriods: 0, name: 'sum', conditions: conditions('sum', 900) })
    await run(1, [100, 100, 500, 100, 100])
    expect(await told()).toEqual(['FIRING 5', 'FIRING 5', 'FIRING 5', 'FIRING 5', 'FIRING 5'])
  })

  it('A-2: an increase by more than 50 % since the same minute of the day before fires, one by 50 % does not', async () => {
    const { rule, pass, evaluate, instances } = await sampledCluster()
    await rule({
      forPeriods: 0,
      conditions: [{ metric: 'lag', operator: 'increase', compareWith: 'day', thresholds: { warning: 50 } }],
    })
    await pass(1 - DAY, { up: 1_000, steady: 1_000, fresh: null })
    await pass(1, { up: 1_510, steady: 1_500, fresh: 7_000 })
    await evaluate(1)
    expect(await instances()).toMatchObject([{ groupName: 'up', state: 'FIRING', value: 51 }])
  })

  it('A-19: traffic that fell to zero fires, and a jump against last week; a topic that never had traffic does neither', async () => {
    const { rule, pass, evaluate, instances } = await sampledCluster()
    const change = (operator: 'decrease' | 'increase', compareWith: 'day' | 'week', warning: number) =>
      rule({
        name: operator,
        level: 'topic',
        forPeriods: 0,
        conditions: [{ metric: 'inTps', operator, compareWith, thresholds: { warning } }],
      })
    await change('decrease', 'day', 90)
    await change('increase', 'week', 200)
    await pass(1 - 7 * DAY, {}, { stopped: 40, jumped: 10, silent: 0, steady: 10 })
    await pass(1 - DAY, {}, { stopped: 40, jumped: 40, silent: 0, steady: 10 })
    await pass(1, {}, { stopped: 0, jumped: 40, silent: 0, steady: 10 })
    await evaluate(1)
    expect(await instances()).toMatchObject([
      { ruleName: 'increase', topicName: 'jumped', state: 'FIRING', value: 300 },
      { ruleName: 'decrease', topicName: 'stopped', state: 'FIRING', value: 100 },
    ])
  })

  it('grows: new dead letters between two windows count', async () => {
    const { rule, pass, evaluate, instances } = await sampledCluster()
    const at = (n: number) => ({ value: BigInt(n), state: 'ok' as const, at: minute(0) })
    await rule({
      forPeriods: 0,
      keepFiringMs: 0,
      conditions: [{ metric: 'newDeadLetters', periodSeconds: 300, operator: 'gt', thresholds: { warning: 0 } }],
    })
    for (let n = 1; n <= 10; n++) {
      await pass(n, { g: { deadLetters: at(n < 6 ? 7 : 9) } })
      await evaluate(n)
    }
    expect(await instances()).toMatchObject([{ state: 'FIRING', value: 2, firedAt: minute(10) }])
  })

  it('namespaces are judged by their own series: how many topics they have, and their lag; and by their limits', async () => {
    const { clusterId, rule, pass, evaluate, instances } = await sampledCluster()
    for (const name of ['pay', 'shop'])
      await setMetadata({ clusterId, kind: 'namespace', name, patch: { maxTopics: 2 }, by: 'ann' })
    const above = (metric: string, threshold: number) =>
      rule({
        name: metric,
        level: 'namespace',
        forPeriods: 0,
        conditions: [{ metric, operator: 'gt', thresholds: { warning: threshold } }],
      })
    await above('topics', 1)
    await above('lag', 100)
    await above('limitUsedRatio', 0.9)
    await pass(1, { 'pay%a': 80, 'pay%b': 70, 'shop%a': 90 }, { 'pay%orders': 0, 'shop%orders': 0, 'shop%refunds': 0 })
    await evaluate(1)
    const found = (await instances()).map(({ ruleName, namespace, value }) => [ruleName, namespace, value])
    expect(found.sort()).toEqual([
      ['lag', 'pay', 150],
      ['limitUsedRatio', 'shop', 1],
      ['topics', 'shop', 2],
    ])
  })

  /** What a broker without metrics endpoint, or with one that is not read, says minute by minute, judged by a shipped rule. */
  const runBroker = async (shippedAs: string, metric: string, exporterType: string, values: readonly number[]) => {
    const { clusterId, rule, pass, evaluate, instances } = await sampledCluster({
      metricsSource: clusterDefaults.metricsSource,
    })
    await rule(shippedRules[shippedAs])
    const broker = { kind: 'broker', address: '10.0.0.1:10911', brokerName: 'broker-a', brokerId: 0 }
    const facts = { config: { exporter: { type: exporterType, port: null } } }
    await db().clusterNode.create({
      data: { clusterId, ...broker, announcedAddress: broker.address, isUp: true, facts },
    })
    const states: (string | undefined)[] = []
    for (const [index, value] of values.entries()) {
      await pass(index + 1, {})
      await putSamples(clusterId, { metric, scope: 'broker', brokerName: 'broker-a' }, [[minute(index + 1), value]])
      await evaluate(index + 1)
      states.push((await instances())[0]?.state)
    }
    return states
  }

  it('a broker that was busy and has no metrics endpoint resolves: what only an endpoint tells does not apply to it', async () => {
    const states = await runBroker('broker-busy', 'sendQueueWaitMs', 'DISABLE', [2_000, 2_000, 0, 0, 0])
    expect(states).toEqual(['PENDING', 'FIRING', 'RECOVERING', 'RECOVERING', 'OK'])
  })

  it('A-4: an endpoint that is on and is not read leaves the state as it is', async () => {
    const states = await runBroker('broker-busy', 'sendQueueWaitMs', 'PROM', [2_000, 2_000, 0, 0, 0])
    expect(states).toEqual(['PENDING', 'FIRING', 'FIRING', 'FIRING', 'FIRING'])
  })

  it('a timer that falls behind for 15 min is told without a metrics endpoint too', async () => {
    const behind = Array.from({ length: 25 }, (_, minuteNo) => (minuteNo < 4 ? 0 : minuteNo * 1_000))
    const states = await runBroker('timer-lag', 'timerReadBehindMs', 'DISABLE', behind)
    // Judged at the end of each 5 min, of which it takes three.
    expect([states[3], states[4], states[13], states[14]]).toEqual([undefined, 'PENDING', 'PENDING', 'FIRING'])
  })

  it('S-3: who waits for more than 80 % of the age of the oldest message is at risk, once a broker deletes', async () => {
    const { clusterId, rule, pass, evaluate, instances } = await sampledCluster()
    await rule({ ...shippedRules['retention-risk'], forPeriods: 0 })
    const waits = (minutes: number) => ({ lagTimeMs: ok(minutes * 60_000, minute(0)) })
    const facts = { hasDeleted: false, oldestMessageAt: minute(-60).toISOString() }
    const broker = { kind: 'broker', address: '10.0.0.1:10911', brokerName: 'broker-a', brokerId: 0 }
    await db().clusterNode.create({
      data: { clusterId, ...broker, announcedAddress: broker.address, isUp: true, facts },
    })
    await pass(1, { late: waits(50), early: waits(45) })
    await evaluate(1)
    expect(await instances()).toEqual([])
    await db().clusterNode.updateMany({ where: { clusterId }, data: { facts: { ...facts, hasDeleted: true } } })
    await pass(2, { late: waits(50), early: waits(45) })
    await evaluate(2)
    expect(await instances()).toMatchObject([{ groupName: 'late', state: 'FIRING', severity: 'CRITICAL' }])
  })
})

describe('A-8: what is explained by something else is not told', () => {
  it('no client and lag: one page, the other is shown as inhibited', async () => {
    const { rule, pass, evaluate, instances, told } = await sampledCluster()
    await rule({ name: 'Group lag', forPeriods: 0 })
    await rule({
      name: 'No client',
      forPeriods: 0,
      conditions: [{ metric: 'noClient', operator: 'eq', thresholds: { critical: 1 } }],
    })
    const clients = { value: { total: 0, remoting: 0, grpc: 0 }, state: 'ok' as const, at: minute(1) }
    await pass(1, { g: { clients, lag: { value: 500n, state: 'ok', at: minute(1) } } })
    await evaluate(1)
    const [lag, noClient] = (await instances()).sort((a, b) => (a.ruleName < b.ruleName ? -1 : 1))
    expect(lag).toMatchObject({
      ruleName: 'Group lag',
      state: 'FIRING',
      sends: 0,
      inhibitedBy: { ruleName: 'No client' },
    })
    expect(noClient).toMatchObject({ state: 'FIRING', sends: 1, inhibitedBy: null })
    expect(await told()).toEqual(['FIRING 1'])
  })
})
