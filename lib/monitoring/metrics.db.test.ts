import { beforeEach, describe, expect, it } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { queryMetricsEndpoint } from './api.ts'
import { getRetention } from './get-retention.ts'
import { getTop } from './get-top.ts'
import { listMetrics } from './list-metrics.ts'
import { dropOldPartitions, listPartitions } from './metric-partitions.ts'
import { findStore } from './metric-store.ts'
import { queryMetrics } from './query-metrics.ts'
import { readChart } from './read-chart.ts'
import { readStoreSize } from './read-store-size.ts'
import { rollUp } from './roll-up.ts'
import type { MetricsAnswer } from './schema.ts'
import { setRetention } from './set-retention.ts'
import { putPasses, putSamples } from './testing/put-samples.ts'

useDatabase()

const ctx = workerContext(new AbortController().signal)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Noon of today: history of days lies before it, and it is kept. */
const now = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + 12 * HOUR_MS)
const at = (ms: number) => new Date(now.getTime() + ms)

let clusterId: string
beforeEach(async () => {
  clusterId = (await registerCluster()).clusterId
})

/** Every minute from so long ago, and the rows of it that the sampler would store: changes, and a heartbeat. */
async function history(
  names: Parameters<typeof putSamples>[1],
  agoMs: number,
  valueAt: (minute: number) => number | null,
  isSampled: (at: Date) => boolean = () => true,
) {
  const rows: [Date, number | null][] = []
  let before: number | null | undefined
  let storedAt = 0
  for (let ms = -agoMs, minute = 0; ms < 0; ms += MINUTE_MS, minute += 1) {
    const time = at(ms)
    if (!isSampled(time)) continue
    const value = valueAt(minute)
    if (value === before && time.getTime() - storedAt < 30 * MINUTE_MS) continue
    if (value === null && before === undefined) continue
    rows.push([time, value])
    before = value
    storedAt = time.getTime()
  }
  return await putSamples(clusterId, names, rows)
}

const passes = (agoMs: number, isSampled?: (at: Date) => boolean) => putPasses(clusterId, at(-agoMs), now, isSampled)

const numbers = (points: readonly (number | bigint | null)[]) =>
  points.flatMap((value) => (value === null ? [] : [Number(value)]))
const valuesOf = ({ series }: MetricsAnswer) => series[0]?.points.map(([, value]) => value) ?? []
/** What is under the curve, in units × seconds. */
const areaOf = (answer: MetricsAnswer) =>
  numbers(valuesOf(answer)).reduce((sum, value) => sum + value * answer.stepSeconds, 0)
const highestOf = ({ series }: MetricsAnswer) =>
  Math.max(...numbers(series[0]?.max ?? series[0]?.points.map(([, value]) => value) ?? []))

const wave = (minute: number) => Math.round(100 + 80 * Math.sin(minute / 37) + (minute % 11 === 0 ? 400 : 0))
const orders = { metric: 'inTps', scope: 'topic', topicName: 'orders' } as const
const query = { metric: 'inTps', scope: 'topic', objects: [{ topicName: 'orders' }] } as const
const ask = (from: Date, to: Date, stepSeconds?: number, parts: object = {}) =>
  queryMetrics(ctx, {
    clusterId,
    ...query,
    objects: [...query.objects],
    from,
    to,
    ...(stepSeconds !== undefined && { stepSeconds }),
    ...parts,
  })

describe('N-2 the area under a curve is the same at each step', () => {
  beforeEach(async () => {
    await passes(3 * DAY_MS)
    await history(orders, 3 * DAY_MS, wave)
  })

  it.each([
    ['before anything is rolled up', false],
    ['when it is rolled up', true],
  ])('N-2: ten minutes at 60 and 300 s, a day at 300, 3600 and 86400 s, %s', async (_, isRolledUp) => {
    if (isRolledUp) expect(await rollUp(ctx, { clusterId, now })).toEqual({ hours: 71, days: 3 })
    const justBefore = (to: Date) => new Date(to.getTime() - 1)
    const [from, to] = [at(-26 * HOUR_MS), at(-26 * HOUR_MS + 10 * MINUTE_MS)]
    const minutes = await ask(from, justBefore(to), 60)
    const fives = await ask(from, justBefore(to), 300)
    expect([minutes, fives].map((answer) => valuesOf(answer).length)).toEqual([10, 2])
    expect(areaOf(fives)).toBeCloseTo(areaOf(minutes), 3)
    expect(highestOf(fives)).toBeGreaterThanOrEqual(highestOf(minutes))

    const [dayStart, dayEnd] = [at(-36 * HOUR_MS), at(-12 * HOUR_MS)]
    const expected =
      Array.from({ length: 1440 }, (_each, minute) => wave(minute + 36 * 60)).reduce((a, b) => a + b, 0) * 60
    const answers = await Promise.all([60, 300, 3_600, 86_400].map((step) => ask(dayStart, justBefore(dayEnd), step)))
    expect(answers.map((answer) => valuesOf(answer).length)).toEqual([1440, 288, 24, 1])
    for (const answer of answers) {
      expect(areaOf(answer)).toBeCloseTo(expected, 2)
      expect(highestOf(answer)).toBe(highestOf(answers[0] as MetricsAnswer))
    }
    const sums = await Promise.all(
      [300, 3_600, 86_400].map((step) => ask(dayStart, justBefore(dayEnd), step, { aggregate: 'sum' })),
    )
    for (const answer of sums) expect(numbers(valuesOf(answer)).reduce((a, b) => a + b, 0)).toBeCloseTo(expected, 2)
  })

  it('lowest, highest and last of a step are those of its minutes', async () => {
    await rollUp(ctx, { clusterId, now })
    const [from, to] = [at(-36 * HOUR_MS), at(-34 * HOUR_MS - 1)]
    const minutes = numbers(valuesOf(await ask(from, to, 60)))
    for (const [aggregate, expected] of [
      ['min', Math.min(...minutes.slice(0, 60))],
      ['max', Math.max(...minutes.slice(0, 60))],
      ['last', minutes[59]],
    ] as const) {
      expect(valuesOf(await ask(from, to, 3_600, { aggregate }))[0]).toBe(expected)
      const fives = numbers(valuesOf(await ask(from, to, 300, { aggregate }))).slice(0, 12)
      const over = { min: Math.min(...fives), max: Math.max(...fives), last: fives.at(-1) }[aggregate]
      expect(over).toBe(expected)
    }
  })
})

describe('what is stored on change', () => {
  it('N-2: a value that hardly ever changes is drawn alike at every level, over the hours that have no row', async () => {
    const steady = (minute: number) => (minute < 2_500 ? 7 : 9)
    await passes(3 * DAY_MS)
    const seriesId = await history(orders, 3 * DAY_MS, steady)
    await rollUp(ctx, { clusterId, now })
    // Most hours have no row.
    const rows = await db().metricSample5m.count({ where: { seriesId } })
    expect(rows).toBeLessThan(20)
    for (const step of [300, 3_600, 86_400]) {
      const answer = await ask(at(-60 * HOUR_MS), at(-1), step)
      const first = numbers(valuesOf(answer))[0]
      expect(first).toBe(7)
      expect(numbers(valuesOf(answer)).at(-1)).toBe(9)
      expect(valuesOf(answer)).not.toContain(null)
    }
  })

  it('N-3: what was not sampled is a gap at every level, and what was not known too', async () => {
    const isSampled = (time: Date) => time < at(-50 * HOUR_MS) || time >= at(-46 * HOUR_MS)
    await passes(3 * DAY_MS, isSampled)
    await history(orders, 3 * DAY_MS, (minute) => (minute >= 3_000 && minute < 3_120 ? null : 5), isSampled)
    for (const isRolledUp of [false, true]) {
      if (isRolledUp) await rollUp(ctx, { clusterId, now })
      const hours = valuesOf(await ask(at(-52 * HOUR_MS), at(-44 * HOUR_MS - 1), 3_600))
      expect(hours).toEqual([5, 5, null, null, null, null, 5, 5])
      // 72 h − 3,000 min = 22 h ago, for two hours.
      const unknown = valuesOf(await ask(at(-23 * HOUR_MS), at(-19 * HOUR_MS - 1), 3_600))
      expect(unknown).toEqual([5, null, null, 5])
    }
  })

  it('N-3: a silent broker leaves a gap, sums say whose share is missing, and no value is below 0', async () => {
    await passes(2 * HOUR_MS)
    const isDown = (minute: number) => minute >= 60 && minute < 65
    await history({ metric: 'inTps', scope: 'broker', brokerName: 'broker-a' }, 2 * HOUR_MS, (minute) =>
      isDown(minute) ? null : 40,
    )
    await history({ metric: 'inTps', scope: 'cluster' }, 2 * HOUR_MS, (minute) => (isDown(minute) ? 60 : 100))
    await history(
      { metric: 'silent', scope: 'broker', brokerName: 'broker-a', part: '10.0.0.1:10911' },
      2 * HOUR_MS,
      (minute) => (isDown(minute) ? 1 : null),
    )
    const range = { clusterId, metric: 'inTps', from: at(-HOUR_MS - 5 * MINUTE_MS), to: at(-50 * MINUTE_MS) } as const
    const broker = await queryMetrics(ctx, { ...range, scope: 'broker', objects: [{ brokerName: 'broker-a' }] })
    expect(valuesOf(broker).slice(4, 12)).toEqual([40, null, null, null, null, null, 40, 40])
    expect(Math.min(...numbers(valuesOf(broker)))).toBeGreaterThanOrEqual(0)
    const cluster = await queryMetrics(ctx, { ...range, scope: 'cluster' })
    expect(cluster.partial).toMatchObject([
      {
        brokerName: 'broker-a',
        address: '10.0.0.1:10911',
        code: 'NO_ANSWER',
        detail: expect.stringContaining('5 min'),
      },
    ])
    expect(
      (await queryMetrics(ctx, { ...range, scope: 'cluster', from: at(-30 * MINUTE_MS), to: at(-1) })).partial,
    ).toBeUndefined()
  })

  it('is rolled up again when a sample comes late, and the same when it is done twice', async () => {
    await passes(2 * DAY_MS)
    await history(orders, 2 * DAY_MS, () => 5)
    await rollUp(ctx, { clusterId, now })
    expect(await rollUp(ctx, { clusterId, now })).toEqual({ hours: 0, days: 0 })
    const stored = await findStore(clusterId)
    await putSamples(clusterId, orders, [
      [at(-20 * HOUR_MS), 65],
      [at(-20 * HOUR_MS + MINUTE_MS), 5],
    ])
    // As the sampler does when it stores into a minute that is rolled up.
    await db().metricStore.update({
      where: { clusterId },
      data: { fiveMinuteUntil: at(-20 * HOUR_MS), hourUntil: at(-36 * HOUR_MS) },
    })
    await rollUp(ctx, { clusterId, now })
    expect(await findStore(clusterId)).toEqual(stored)
    expect(valuesOf(await ask(at(-20 * HOUR_MS), at(-19 * HOUR_MS - 1), 3_600))).toEqual([6])
    const day = await ask(at(-36 * HOUR_MS), at(-12 * HOUR_MS - 1), 86_400, { aggregate: 'sum' })
    expect(valuesOf(day)).toEqual([(1440 * 5 + 60) * 60])
  })

  it('goes on where it was when it is stopped', async () => {
    await passes(2 * DAY_MS)
    await history(orders, 2 * DAY_MS, wave)
    const stop = new AbortController()
    const stopped = workerContext(stop.signal)
    const running = rollUp(stopped, { clusterId, now })
    while (!(await findStore(clusterId))?.fiveMinuteUntil) await db().$queryRaw`select 1`
    stop.abort()
    await running.catch(() => {})
    await rollUp(ctx, { clusterId, now })
    const [minutes, hours] = await Promise.all([60, 3_600].map((step) => ask(at(-24 * HOUR_MS), at(-1), step)))
    expect(areaOf(hours as MetricsAnswer)).toBeCloseTo(areaOf(minutes as MetricsAnswer), 2)
  })
})

describe('what a chart asks for', () => {
  it('chooses the finest step that is kept over the range', async () => {
    await passes(HOUR_MS)
    await history(orders, HOUR_MS, wave)
    const stepOf = async (days: number, ask2 = {}) =>
      (await ask(at(-days * DAY_MS), at(0), undefined, ask2)).stepSeconds
    expect([await stepOf(1), await stepOf(5), await stepOf(30), await stepOf(90)]).toEqual([60, 300, 3_600, 86_400])
    // Minutes of 20 days ago are gone.
    const old = await ask(at(-20 * DAY_MS), at(-20 * DAY_MS + HOUR_MS), 60)
    expect(old.stepSeconds).toBe(300)
  })

  it('a pattern draws the largest and joins the others', async () => {
    await passes(HOUR_MS)
    for (let i = 0; i < 30; i += 1)
      await history({ metric: 'inTps', scope: 'topic', topicName: `pay%t${i}` }, HOUR_MS, () => i + 1)
    await history({ metric: 'inTps', scope: 'topic', topicName: 'other_topic' }, HOUR_MS, () => 1_000)
    const answer = await ask(at(-30 * MINUTE_MS), at(-1), 60, { objects: undefined, pattern: 'pay%*' })
    expect(answer.matched).toBe(30)
    expect(answer.series).toHaveLength(21)
    expect(answer.series[0]?.labels).toEqual({ topicName: 'pay%t29' })
    const other = answer.series.at(-1)
    expect([other?.isOther, other?.joined]).toEqual([true, 10])
    expect(numbers(other?.points.map(([, value]) => value) ?? [])[0]).toBe(55)
  })

  it('of what is split all parts answer, and a scope that a metric has not is refused', async () => {
    await passes(HOUR_MS)
    for (const part of ['FIFO', 'NORMAL'])
      await history({ metric: 'inTpsByType', scope: 'cluster', part }, HOUR_MS, () => 3)
    const answer = await queryMetrics(ctx, {
      clusterId,
      metric: 'inTpsByType',
      scope: 'cluster',
      from: at(-HOUR_MS),
      to: now,
    })
    expect(answer.series.map(({ labels }) => labels)).toEqual([{ part: 'FIFO' }, { part: 'NORMAL' }])
    await expect(
      queryMetrics(ctx, { clusterId, metric: 'diskUsedRatio', scope: 'topic', from: at(-HOUR_MS), to: now }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('names the source and marks where it changed', async () => {
    await passes(HOUR_MS)
    await history(orders, HOUR_MS, wave)
    const source = (sourceName: string, ms: number) => ({
      clusterId,
      metric: 'inTps',
      scope: 'topic',
      at: at(ms),
      source: sourceName,
    })
    await db().metricSource.createMany({ data: [source('admin', -DAY_MS), source('exporter', -30 * MINUTE_MS)] })
    const answer = await ask(at(-HOUR_MS), now)
    expect(answer.source).toBe('exporter')
    expect(answer.sourceChanges).toEqual([{ at: at(-30 * MINUTE_MS), source: 'exporter' }])
    const { items } = await listMetrics(ctx, { clusterId })
    expect(items.find(({ metric }) => metric === 'inTps')?.availability.source).toBe('exporter')
    expect(items.find(({ metric }) => metric === 'halfMessages')?.availability).toMatchObject({
      source: null,
      reason: 'NO_EXPORTER',
    })
  })

  it('N-19: as CSV it has ISO times and the values as they were computed; as JSON, 64-bit integers as text', async () => {
    const token = (await (await makePerson('viewer')).makeToken()).token
    await passes(HOUR_MS)
    const lag = { metric: 'lag', scope: 'group' } as const
    await history({ ...lag, groupName: 'g,1' }, HOUR_MS, (minute) => (minute === 58 ? null : minute % 2))
    const body = {
      ...lag,
      objects: [{ groupName: 'g,1' }],
      from: at(-10 * MINUTE_MS).toISOString(),
      to: at(-1).toISOString(),
      stepSeconds: 300,
    }
    const call = (search: string, step = 300) =>
      callRoute(queryMetricsEndpoint, { params: { clusterId }, search, body: { ...body, stepSeconds: step }, token })
    const file = await call('format=csv')
    expect(file.headers.get('content-type')).toContain('text/csv')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="lag-[\dTZ-]+\.csv"$/)
    expect((await file.text()).split('\r\n')).toEqual([
      'time,"g,1 [msg]","g,1 max [msg]"',
      `${at(-10 * MINUTE_MS).toISOString()},0.4,1`,
      `${at(-5 * MINUTE_MS).toISOString()},0.75,1`,
      '',
    ])
    expect((await (await call('format=csv', 60)).text()).split('\r\n').at(-3)).toBe(
      `${at(-2 * MINUTE_MS).toISOString()},`,
    )
    const answer = (await (await call('')).json()) as { series: { points: unknown[]; max: unknown[] }[] }
    expect(answer.series[0]?.points).toEqual([
      [at(-10 * MINUTE_MS).toISOString(), '0'],
      [at(-5 * MINUTE_MS).toISOString(), '1'],
    ])
    expect(answer.series[0]?.max).toEqual(['1', '1'])
    const audited = await db().auditEvent.findMany({ where: { clusterId, action: 'monitoring.export' } })
    expect(audited).toHaveLength(2)
  })

  it('N-20: outside the clusters of a grant nothing is read', async () => {
    const outsider = workerContext(ctx.signal)
    for (const grant of outsider.actor.grants) grant.clusterIds = new Set(['rmq-bbbbbbbb'])
    const range = { clusterId, metric: 'inTps', scope: 'cluster', from: at(-HOUR_MS), to: now } as const
    await expect(queryMetrics(outsider, range)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getTop(outsider, { clusterId, metric: 'lag', n: 5, window: 'now' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    // Numbers of the whole cluster need the right to read it.
    const member = workerContext(ctx.signal)
    for (const grant of member.actor.grants) grant.permissions = new Set(['monitoring:read'])
    await expect(queryMetrics(member, range)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('top lists', () => {
  it('N-9: rank what is known by what the chart shows, at most as many as asked for', async () => {
    await passes(3 * HOUR_MS)
    for (let i = 0; i < 30; i += 1)
      await history(
        { metric: 'lag', scope: 'group', groupName: `g${i}` },
        3 * HOUR_MS,
        (minute) => i * 10 + (minute % 7),
      )
    await history({ metric: 'lag', scope: 'group', groupName: 'stalled' }, 3 * HOUR_MS, (minute) => minute * 100)
    await history({ metric: 'lag', scope: 'group', groupName: 'unknown' }, 3 * HOUR_MS, (minute) =>
      minute < 170 ? 1_000_000 : null,
    )
    const gone = await history({ metric: 'lag', scope: 'group', groupName: 'gone' }, 3 * HOUR_MS, () => 999_999)
    await db().metricSeries.update({ where: { seriesId: gone }, data: { deletedAt: now } })
    for (const window of ['now', '1h'] as const) {
      const top = await getTop(ctx, { clusterId, metric: 'lag', n: 20, window, scope: 'group' }, at(-MINUTE_MS))
      expect(top.items.length).toBeLessThanOrEqual(20)
      const first = top.items.find(({ object }) => object.groupName !== 'unknown')
      expect(first?.object).toEqual({ groupName: 'stalled' })
      expect(first?.trend).toBe('UP')
      expect(top.items.map(({ object }) => object.groupName)).not.toContain('gone')
      if (window === 'now') {
        expect(top.items.map(({ object }) => object.groupName)).not.toContain('unknown')
        expect([top.ranked, top.unknown]).toEqual([31, 1])
      }
      const chart = await readChart({
        clusterId,
        metric: 'lag',
        scope: 'group',
        objects: [first?.object ?? {}],
        from: window === 'now' ? at(-MINUTE_MS) : at(-HOUR_MS),
        to: at(-1),
        stepSeconds: 60,
      })
      const points = numbers(chart.series[0]?.points ?? [])
      const mean = points.reduce((sum, value) => sum + value, 0) / points.length
      expect(Number(first?.value)).toBe(Math.round(mean))
    }
    const groupShare = await getTop(
      ctx,
      { clusterId, metric: 'lag', n: 5, window: 'now', scope: 'group' },
      at(-MINUTE_MS),
    )
    expect(groupShare.items[0]?.share).toBeGreaterThan(0.5)
  })

  it('over 24 h reads what is rolled up', async () => {
    await passes(50 * HOUR_MS)
    for (const [topicName, tps] of [
      ['small', 2],
      ['large', 30],
    ] as const)
      await history(
        { metric: 'inTps', scope: 'topic', topicName },
        50 * HOUR_MS,
        (minute) => tps * (minute > 1_500 ? 2 : 1),
      )
    await rollUp(ctx, { clusterId, now })
    const top = await getTop(ctx, { clusterId, metric: 'inTps', n: 5, window: '24h' }, at(-MINUTE_MS))
    expect(top.items.map(({ object, value, trend }) => [object.topicName, value, trend])).toEqual([
      ['large', 60, 'UP'],
      ['small', 4, 'UP'],
    ])
  })
})

describe('retention and size', () => {
  it('N-10: minutes older than they are kept go by whole days, roll-ups stay', async () => {
    await passes(3 * DAY_MS)
    await history(orders, 3 * DAY_MS, wave)
    await rollUp(ctx, { clusterId, now })
    const levelsOf = async () => {
      const { storeNo } = (await findStore(clusterId)) ?? { storeNo: -1 }
      return Object.groupBy(await listPartitions(storeNo), ({ level }) => level.seconds)
    }
    expect((await levelsOf())[60]?.length).toBeGreaterThanOrEqual(4)
    const before = await ask(at(-36 * HOUR_MS), at(-12 * HOUR_MS - 1), 3_600)
    await dropOldPartitions(at(8 * DAY_MS))
    const left = await levelsOf()
    expect(left[60]?.every(({ end }) => end > at(DAY_MS)) ?? true).toBe(true)
    expect(left[300]?.length).toBeGreaterThan(0)
    expect(left[3_600]?.length).toBeGreaterThan(0)
    const after = await ask(at(-36 * HOUR_MS), at(-12 * HOUR_MS - 1), 3_600)
    expect(after.series).toEqual(before.series)
    await dropOldPartitions(at(500 * DAY_MS))
    expect(await levelsOf()).toEqual({})
    expect(await db().metricSeries.count({ where: { clusterId } })).toBe(0)
  })

  it('N-10: each cluster has its own retention', async () => {
    await passes(3 * DAY_MS)
    await history(orders, 3 * DAY_MS, wave)
    const other = (await registerCluster()).clusterId
    await putPasses(other, at(-3 * DAY_MS), now)
    await setRetention(ctx, { clusterId, retention: { minuteDays: 1, fiveMinuteDays: 30, hourDays: 400 } })
    expect((await getRetention(ctx, { clusterId })).minuteDays).toBe(1)
    await dropOldPartitions(now)
    const count = async (id: string) => {
      const { storeNo } = (await findStore(id)) ?? { storeNo: -1 }
      return (await listPartitions(storeNo)).filter(({ end }) => end <= now).length
    }
    expect(await count(clusterId)).toBe(1)
    expect(await count(other)).toBe(3)
    await expect(
      setRetention(ctx, { clusterId, retention: { minuteDays: 10, fiveMinuteDays: 2, hourDays: 400 } }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('N-10, N-18: the size that is shown is that of the tables, and the next day takes what was forecast', async () => {
    const fill = async (from: Date, days: number) => {
      const { storeNo } = (await findStore(clusterId)) ?? { storeNo: -1 }
      // 300 series of which each changes every third minute.
      await db().$executeRaw`
        insert into metric_samples_1m (store_no, series_id, at, value)
        select ${storeNo}::int, series, minute, random() from generate_series(1000001, 1000300) as series,
          generate_series(${from}::timestamptz, ${new Date(from.getTime() + days * DAY_MS - 1)}::timestamptz, interval '3 minutes') as minute
        on conflict do nothing`
    }
    const start = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - 3 * DAY_MS)
    await putPasses(clusterId, start, new Date(start.getTime() + 3 * DAY_MS))
    await putSamples(clusterId, orders, [
      [start, 1],
      [new Date(start.getTime() + DAY_MS), 1],
      [new Date(start.getTime() + 2 * DAY_MS), 1],
    ])
    await fill(start, 2)
    const sizeOfTables = async () => {
      const { storeNo } = (await findStore(clusterId)) ?? { storeNo: -1 }
      const [row] = await db().$queryRaw<{ bytes: number }[]>`
        select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class
        where relkind = 'r' and relname like ${`metric\\_samples\\___\\_${storeNo}\\_%`}`
      return row?.bytes ?? 0
    }
    await db()
      .$executeRaw`delete from metric_samples_1m where at >= ${new Date(start.getTime() + 2 * DAY_MS)} and series_id < 1000000`
    const two = await readStoreSize(clusterId, new Date(start.getTime() + 2 * DAY_MS - 1))
    const before = await sizeOfTables()
    expect(Math.abs((two?.bytes ?? 0) - before)).toBeLessThan(before * 0.1)
    await fill(new Date(start.getTime() + 2 * DAY_MS), 1)
    const grown = (await sizeOfTables()) - before
    expect(Math.abs((two?.bytesPerDay ?? 0) - grown)).toBeLessThan(grown * 0.1)
    expect(two?.rowsPerDay).toBeGreaterThan(300 * 480)
    expect(two?.rowsPerDay).toBeLessThan(300 * 480 * 1.1)
  })
})

it('N-7: any range up to 90 days has at most 1,500 points, with a year of 1,000 topics', {
  timeout: 240_000,
}, async () => {
  const { makePartition, makePartitions } = await import('./metric-partitions.ts')
  const { fiveMinuteLevel, hourLevel, minuteLevel } = await import('./metric-levels.ts')
  await passes(HOUR_MS)
  const { storeNo } = (await findStore(clusterId)) ?? { storeNo: -1 }
  await makePartitions(storeNo, now)
  const today = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS)
  for (let day = 0; day <= 365; day += 1)
    await makePartition(hourLevel, storeNo, new Date(today.getTime() - day * DAY_MS))
  for (let day = 0; day <= 30; day += 1)
    await makePartition(fiveMinuteLevel, storeNo, new Date(today.getTime() - day * DAY_MS))
  for (let day = 0; day <= 7; day += 1)
    await makePartition(minuteLevel, storeNo, new Date(today.getTime() - day * DAY_MS))
  await db().metricSeries.createMany({
    data: Array.from({ length: 1_000 }, (_, i) => ({ clusterId, metric: 'inTps', scope: 'topic', topicName: `t${i}` })),
  })
  const span = (slots: number) => `
    minutes, 0, 500, 250, minutes, array_fill(25.5::float8 * minutes / ${slots}, array[${slots}]), array_fill(0::float8, array[${slots}]),
    array_fill(500.25::float8, array[${slots}]), array_fill(250::float8, array[${slots}]), array_fill(minutes / ${slots}, array[${slots}])`
  const { Prisma } = await import('#lib/db/generated/client.ts')
  await db().$executeRaw`
    insert into metric_samples_1h (store_no, series_id, at, sum, min, max, last, count, sums, mins, maxs, lasts, counts)
    select ${storeNo}::int, series_id, day, ${Prisma.raw(span(24))}
    from metric_series, generate_series(${today}::timestamptz - interval '365 days', ${today}::timestamptz - interval '1 day', interval '1 day') as day,
      (select 1440 as minutes) as of where cluster_id = ${clusterId}`
  await db().$executeRaw`
    insert into metric_samples_5m (store_no, series_id, at, sum, min, max, last, count, sums, mins, maxs, lasts, counts)
    select ${storeNo}::int, series_id, hour, ${Prisma.raw(span(12))}
    from metric_series, generate_series(${today}::timestamptz - interval '6 days', ${now}::timestamptz - interval '1 hour', interval '1 hour') as hour,
      (select 60 as minutes) as of where cluster_id = ${clusterId}`
  await db().$executeRaw`
    insert into metric_samples_1m (store_no, series_id, at, value)
    select ${storeNo}::int, series_id, minute, case metric when 'pass' then 1 else 42 end
    from metric_series, generate_series(${now}::timestamptz - interval '26 hours', ${now}::timestamptz - interval '1 minute', interval '1 minute') as minute
    where cluster_id = ${clusterId} and (metric = 'pass' or topic_name like 't__') on conflict do nothing`
  await db().metricStore.update({ where: { clusterId }, data: { fiveMinuteUntil: now, hourUntil: today } })
  const objects = Array.from({ length: 20 }, (_, i) => ({ topicName: `t${i + 10}` }))
  for (const hours of [0.25, 1, 6, 24, 72, 24 * 7, 24 * 30, 24 * 60, 24 * 90]) {
    const answer = await queryMetrics(ctx, {
      clusterId,
      metric: 'inTps',
      scope: 'topic',
      objects,
      from: at(-hours * HOUR_MS),
      to: now,
    })
    expect(answer.series).toHaveLength(20)
    expect(answer.series[0]?.points.length).toBeLessThanOrEqual(1_501)
    expect(numbers(answer.series[0]?.points.map(([, value]) => value) ?? []).length).toBeGreaterThan(10)
  }
})
