import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { setMaintenance } from '#lib/clusters/set-maintenance.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { acknowledgeAlarm, acknowledgeAlarms, addAlarmNote } from './acknowledge-alarm.ts'
import { backtestAlarmRule } from './backtest-alarm-rule.ts'
import { followShippedRules } from './follow-shipped-rules.ts'
import { getAlarmInstance } from './get-alarm-instance.ts'
import { importAlarmRules } from './import-alarm-rules.ts'
import { listActive } from './list-active.ts'
import { listAlarmHistory } from './list-alarm-history.ts'
import { exportAlarmRules, listAlarmRules } from './list-alarm-rules.ts'
import { listSilences, previewSilence } from './list-silences.ts'
import { matchAlarmRule } from './match-alarm-rule.ts'
import { readContent, toContent } from './rule-content.ts'
import { type AlarmRuleInput, NewAlarmRule } from './rule-schema.ts'
import { shippedRules } from './shipped-rules.ts'
import { testAlarmRule } from './test-alarm-rule.ts'
import { minute, sampledCluster } from './testing/sampled-cluster.ts'
import { createAlarmRule, deleteAlarmRule, updateAlarmRule } from './write-rule.ts'
import { createSilence, deleteSilence, updateSilence } from './write-silence.ts'

useDatabase()
afterAll(closeAllClusters)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: minute(0) })
  return () => vi.useRealTimers()
})
const ctx = workerContext(new AbortController().signal)
const page = { page: 1, pageSize: 50 }

const lagRule = (clusterId: string, parts: Partial<AlarmRuleInput> = {}) =>
  NewAlarmRule.parse({
    name: 'Lag of pay',
    clusters: { clusterIds: [clusterId] },
    forPeriods: 0,
    conditions: [{ metric: 'lag', operator: 'gt', thresholds: { warning: 100, critical: 1000 } }],
    ...parts,
  })

describe('rules', () => {
  it('saving says what would fire now; a field that is wrong has one message', async () => {
    const { clusterId, pass } = await sampledCluster()
    await pass(1, { a: 200, b: 5 })
    const saved = await createAlarmRule(ctx, lagRule(clusterId))
    expect(saved).toMatchObject({
      firesNow: 1,
      closed: 0,
      rule: { name: 'Lag of pay', matched: null, isEnabled: true },
    })
    await expect(createAlarmRule(ctx, lagRule(clusterId))).rejects.toMatchObject({ code: 'CONFLICT' })
    const wrong = lagRule(clusterId, {
      name: 'wrong',
      selector: { include: [{ kind: 'regex', pattern: '(a+)+' }] },
      templates: { en: '{{object}} {{sevrity}}', zhCN: null },
      conditions: [
        { metric: 'diskUsedRatio', operator: 'gt', thresholds: { warning: 1 } },
        { metric: 'lag', operator: 'gt', thresholds: {} },
        { metric: 'lag', operator: 'gt', thresholds: { warning: 5, critical: 4 } },
        { metric: 'noClient', aggregate: 'avg', operator: 'eq', thresholds: { warning: 1 } },
      ],
    })
    await expect(createAlarmRule(ctx, wrong)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: {
        fields: [
          { path: 'body.conditions.0.metric' },
          { path: 'body.conditions.1.thresholds' },
          { path: 'body.conditions.2.thresholds.critical' },
          { path: 'body.conditions.3.aggregate' },
          { path: 'body.selector.include.0.pattern' },
          { path: 'body.templates.en' },
        ],
      },
    })
  })

  it('A-14: another threshold keeps the incident, another selector closes those that no longer match, said before', async () => {
    const { clusterId, run, pass, evaluate, instances } = await sampledCluster()
    const { rule } = await createAlarmRule(ctx, lagRule(clusterId))
    const { ruleId } = rule
    await pass(1, { 'pay-a': 200, other: 200 })
    await evaluate(1)
    const conditions = [{ ...lagRule(clusterId).conditions[0], thresholds: { warning: 150 } }] as typeof rule.conditions
    expect(await updateAlarmRule(ctx, { ruleId, conditions })).toMatchObject({ closed: 0 })
    await pass(2, { 'pay-a': 200, other: 200 })
    await evaluate(2)
    expect(await instances()).toMatchObject([{ state: 'FIRING' }, { state: 'FIRING' }])
    const selector = { include: [{ kind: 'glob' as const, pattern: 'pay*' }] }
    const match = await matchAlarmRule(ctx, { ruleId, rule: { ...lagRule(clusterId), selector } })
    expect(match).toMatchObject({
      total: 1,
      items: [{ object: { groupName: 'pay-a' } }],
      firesNow: { total: 1 },
      closes: { total: 1, reason: 'NO_LONGER_MATCHES', items: [{ object: { groupName: 'other' } }] },
    })
    expect(await updateAlarmRule(ctx, { ruleId, selector })).toMatchObject({ closed: 1 })
    expect(await instances({ groupName: 'other' })).toMatchObject([
      { state: 'CLOSED', closeReason: 'NO_LONGER_MATCHES' },
    ])
    await run(3, [200], 'pay-a')
    expect(await instances({ groupName: 'pay-a' })).toMatchObject([{ state: 'FIRING', firedAt: minute(1) }])
    await deleteAlarmRule(ctx, { ruleId })
    expect(await instances({ groupName: 'pay-a' })).toMatchObject([{ state: 'CLOSED', closeReason: 'RULE_DELETED' }])
  })

  it('A-9: a backtest of namespaces reads their series, and fires as the evaluation did', async () => {
    const { clusterId, run, instances } = await sampledCluster()
    const rule = lagRule(clusterId, { level: 'namespace', keepFiringMs: 0 })
    await createAlarmRule(ctx, rule)
    await run(1, [0, 200, 300, 0, 0], 'pay%g')
    const [done] = await instances()
    expect(done).toMatchObject({ namespace: 'pay', firedAt: minute(2), peakValue: 300 })
    const { spans, ...test } = await backtestAlarmRule(ctx, { rule, clusterId, hours: 24 })
    expect(test).toMatchObject({ objects: 1, firedObjects: 1, firings: 1, notStored: [] })
    expect(spans).toMatchObject([
      { object: { level: 'namespace', namespace: 'pay' }, from: done?.firedAt, to: done?.endedAt, peakValue: 300 },
    ])
  })

  it('A-9: a backtest says what the evaluation did over the same stored series', async () => {
    const { clusterId, run, pass, evaluate, instances } = await sampledCluster()
    const rules = [
      lagRule(clusterId, { name: 'plain', forPeriods: 2 }),
      lagRule(clusterId, {
        name: 'max of 5 min',
        conditions: [
          { metric: 'lag', periodSeconds: 300, aggregate: 'max', operator: 'gt', thresholds: { warning: 100 } },
        ],
      }),
      lagRule(clusterId, {
        name: 'growth',
        conditions: [
          { metric: 'lagGrowthPerSecond', periodSeconds: 300, operator: 'gt', thresholds: { warning: 0.2 } },
        ],
      }),
    ]
    for (const rule of rules) await createAlarmRule(ctx, rule)
    await pass(-1, { g: 0 })
    await evaluate(-1)
    const lags = [
      0,
      200,
      200,
      null,
      200,
      5,
      5,
      'missed',
      5,
      5,
      300,
      300,
      2000,
      2000,
      5,
      5,
      5,
      5,
      5,
      5,
      90,
      190,
      5,
      5,
      5,
      5,
    ] as const
    await run(0, lags)
    await run(lags.length, [5, 5, 5, 5, 5, 5])
    const real = await instances({ firedAt: { not: null } })
    for (const rule of rules) {
      const done = real.filter(({ ruleName }) => ruleName === rule.name)
      const test = await backtestAlarmRule(ctx, { rule, clusterId, hours: 24 })
      expect(done.length, rule.name).toBeGreaterThan(0)
      expect(
        test.spans.map(({ from, to, severity, peakValue }) => ({ from, to, severity, peakValue })),
        rule.name,
      ).toEqual(
        done.map(({ firedAt, endedAt, peakSeverity, peakValue }) => ({
          from: firedAt,
          to: endedAt,
          severity: peakSeverity,
          peakValue,
        })),
      )
      expect(test).toMatchObject({ objects: 1, firedObjects: 1, firings: done.length, notStored: [] })
      expect(test.chart?.points.length).toBeGreaterThan(0)
    }
  })

  it('test now says the result of each object; a file brings rules back', async () => {
    const { clusterId, pass } = await sampledCluster()
    await pass(1, { a: 200, b: 5, c: null })
    const { rule } = await createAlarmRule(ctx, lagRule(clusterId))
    const { items, ...counts } = await testAlarmRule(ctx, rule)
    expect(counts).toMatchObject({ total: 3, holding: 1, unknown: 1 })
    expect(items.map(({ object, result }) => [object.groupName, result])).toEqual([
      ['a', 'TRUE'],
      ['c', 'NO_DATA'],
      ['b', 'FALSE'],
    ])
    const file = await exportAlarmRules(ctx, { ruleId: [rule.ruleId] })
    expect(await importAlarmRules(ctx, { file, onConflict: 'skip' })).toMatchObject({
      skipped: [{ name: 'Lag of pay' }],
    })
    expect(await importAlarmRules(ctx, { file, onConflict: 'rename' })).toMatchObject({ created: ['Lag of pay (2)'] })
    expect(await importAlarmRules(ctx, { file, onConflict: 'overwrite' })).toMatchObject({ updated: ['Lag of pay'] })
  })

  it('A-12: each cluster gets the shipped rules once; one that was deleted does not come back', async () => {
    const { clusterId, run } = await sampledCluster({ withShipped: true })
    await run(1, [5])
    const { items } = await listAlarmRules(ctx, { ...page, pageSize: 500, clusterId: [clusterId], isShipped: true })
    expect(items.map(({ shippedAs }) => shippedAs).sort()).toEqual(Object.keys(shippedRules).sort())
    expect(items.every(({ isEnabled, error }) => isEnabled && error === null)).toBe(true)
    await deleteAlarmRule(ctx, { ruleId: items[0]?.ruleId ?? '' })
    await run(2, [5])
    expect((await listAlarmRules(ctx, { ...page, clusterId: [clusterId], isShipped: true })).total).toBe(
      items.length - 1,
    )
  })

  it('an upgrade brings shipped rules that nobody has changed to what is shipped now, and leaves the others alone', async () => {
    const { clusterId, run } = await sampledCluster({ withShipped: true })
    await run(1, [5])
    const stored = async (shippedAs: string) =>
      readContent(await db().alarmRule.findFirstOrThrow({ where: { shippedFor: clusterId, shippedAs } }))
    const before = await stored('timer-lag')
    const older = (shippedAs: string, revision: number) =>
      db().alarmRule.updateMany({
        where: { shippedFor: clusterId, shippedAs },
        data: { content: { ...toContent(lagRule(clusterId)), name: shippedRules[shippedAs]?.name ?? '' }, revision },
      })
    await older('timer-lag', 1)
    await older('broker-busy', 2)
    await followShippedRules(clusterId)
    expect(await stored('timer-lag')).toEqual(before)
    expect(before?.conditions.map(({ metric }) => metric)).toEqual(['timerReadBehindGrowthMs'])
    expect((await stored('broker-busy'))?.conditions).toMatchObject([{ metric: 'lag' }])
  })

  it('A-16: a viewer sees and filters, and edits nothing; whoever sees one cluster counts nothing of another', async () => {
    const mine = await sampledCluster()
    const other = await sampledCluster()
    for (const { clusterId, run } of [mine, other]) {
      await createAlarmRule(ctx, lagRule(clusterId))
      await run(1, [200])
    }
    const viewer = await (
      await makePerson('viewer', { scope: { clusters: { clusterIds: [mine.clusterId] } } })
    ).context()
    const { items } = await listActive(viewer, page)
    expect(new Set(items.map(({ clusterId }) => clusterId))).toEqual(new Set([mine.clusterId]))
    expect((await listAlarmHistory(viewer, { ...page, state: ['FIRING'], group: 'g' })).total).toBe(1)
    expect((await listAlarmRules(viewer, { ...page, q: 'Lag of pay' })).total).toBe(1)
    await expect(listActive(viewer, { ...page, clusterId: [other.clusterId] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(createAlarmRule(viewer, lagRule(mine.clusterId, { name: 'mine' }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(
      acknowledgeAlarm(viewer, {
        instanceId: items[0]?.instanceId ?? '',
        isAcknowledged: true,
        note: null,
        until: null,
      }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(
      createSilence(viewer, { scope: { clusterId: mine.clusterId }, endsAt: minute(60), reason: 'x' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('incidents', () => {
  it('A-10: an acknowledgement is kept by the rounds, and its timeline says who; a note too', async () => {
    const { clusterId, run, instances } = await sampledCluster()
    await createAlarmRule(ctx, lagRule(clusterId, { repeatMs: 5 * 60_000 }))
    await run(1, [200])
    const instanceId = (await instances())[0]?.instanceId ?? ''
    const operator = await (await makePerson('operator')).context()
    const input = { isAcknowledged: true, note: 'looking', until: minute(10) }
    expect(await acknowledgeAlarms(operator, { ...input, instanceIds: [instanceId, 'none'] })).toMatchObject({
      done: [{ target: instanceId }],
      failed: [{ target: 'none', error: { code: 'NOT_FOUND' } }],
    })
    await addAlarmNote(operator, { instanceId, text: 'restarted a consumer' })
    await run(2, [200, 200, 200, 200, 200, 200, 200])
    expect((await listActive(ctx, { ...page, clusterId: [clusterId] })).items).toMatchObject([
      { acknowledged: { by: operator.actor.name, note: 'looking' }, sends: 1 },
    ])
    await run(9, [200, 200])
    const incident = await getAlarmInstance(ctx, { instanceId })
    expect(incident).toMatchObject({
      sends: 2,
      rule: { name: 'Lag of pay' },
      notes: [{ text: 'restarted a consumer' }],
    })
    expect(incident.acknowledged).toBeUndefined()
    expect(incident.events.map(({ kind }) => kind).reverse()).toEqual([
      'STATE',
      'ACKNOWLEDGED',
      'NOTE',
      'ACKNOWLEDGEMENT_ENDED',
      'NOTICE',
    ])
    const rows = await db().auditEvent.findMany({ where: { clusterId, action: { startsWith: 'alarm.' } } })
    expect(rows.map(({ action }) => action).sort()).toEqual(['alarm.acknowledge', 'alarm.note'])
  })

  it('A-10: a silence hides notices while the event is kept; ended, what fires still is told', async () => {
    const { clusterId, run, told, instances } = await sampledCluster()
    await createAlarmRule(ctx, lagRule(clusterId))
    vi.setSystemTime(minute(0))
    const scope = { clusterId, object: { kind: 'glob' as const, pattern: 'g*' }, severities: ['WARNING' as const] }
    const silence = await createSilence(ctx, { scope, endsAt: minute(60), reason: 'deployment' })
    await run(1, [200, 200])
    expect(await told()).toEqual([])
    const [incident] = await instances()
    expect(incident).toMatchObject({ state: 'FIRING', silencedBy: { reason: 'deployment' } })
    expect(await previewSilence(ctx, { scope, endsAt: minute(60) })).toMatchObject({ total: 1 })
    expect((await listActive(ctx, { ...page, clusterId: [clusterId] })).counts).toMatchObject({
      firing: { warning: 1 },
      unacknowledged: { warning: 0 },
    })
    expect((await listSilences(ctx, { ...page, clusterId: [clusterId] })).items).toMatchObject([
      { state: 'ACTIVE', silencing: 1 },
    ])
    const { silenceId } = silence
    expect(await updateSilence(ctx, { silenceId, endsAt: minute(90), revision: silence.revision })).toMatchObject({
      endsAt: minute(90),
    })
    await deleteSilence(ctx, { silenceId })
    expect((await listSilences(ctx, { ...page, clusterId: [clusterId] })).items).toMatchObject([{ state: 'ENDED' }])
    await run(3, [200])
    expect(await told()).toEqual(['FIRING 3'])
  })

  it('A-10: maintenance silences all rules of the cluster and ends by itself', async () => {
    const { clusterId, run, told } = await sampledCluster()
    await createAlarmRule(ctx, lagRule(clusterId))
    await setMaintenance(ctx, { clusterId, until: minute(3) })
    await run(1, [200, 200])
    expect(await told()).toEqual([])
    expect((await listSilences(ctx, { ...page, clusterId: [clusterId] })).items).toMatchObject([
      { kind: 'MAINTENANCE', state: 'ACTIVE' },
    ])
    await run(3, [200])
    expect(await told()).toEqual(['FIRING 3'])
  })
})
