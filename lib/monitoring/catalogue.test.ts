import { expect, it } from 'vitest'
import { catalogueEntry, metricNames } from './catalogue.ts'
import { metricAvailability } from './metric-availability.ts'

it('each metric has a scope, and a source or says that it is computed', () => {
  for (const metric of metricNames) {
    const { scopes, exporter, clientMetrics, admin, isDerived, aggregates } = catalogueEntry(metric)
    expect(scopes.length, metric).toBeGreaterThan(0)
    expect(isDerived || exporter.length + clientMetrics.length + admin.length > 0, metric).toBe(true)
    expect(aggregates.length, metric).toBeGreaterThan(0)
  }
})

it('N-12: what clients do not report says so, with the key that makes them', () => {
  const { reason, source, keys } =
    metricAvailability(new Map(), { configured: 'exporter' }).get('consumeMsP95')?.availability ?? {}
  expect([source, reason]).toEqual([null, 'NOT_REPORTED'])
  expect(keys?.map(({ key }) => key)).toContain('metricCollectorMode')
})

it('what only the exporter has names the keys of brokers, and the registration where that says none', () => {
  const keysOf = (kind: 'none' | 'exporter') =>
    metricAvailability(new Map(), { configured: kind })
      .get('halfMessages')
      ?.availability.keys.map(({ key }) => key)
  expect(keysOf('exporter')).toEqual(['metricsExporterType', 'metricsPromExporterPort'])
  expect(keysOf('none')).toEqual(['metricsSource', 'metricsExporterType', 'metricsPromExporterPort'])
  expect(
    metricAvailability(new Map([['inTps', 'exporter']]), { configured: 'exporter' }).get('inTps')?.availability,
  ).toEqual({
    source: 'exporter',
    reason: null,
    keys: [],
  })
})

it('what a metrics endpoint that is read has not told yet is not sampled, and nothing need be set', () => {
  const read = metricAvailability(new Map(), { configured: 'exporter', isExporterRead: true })
  expect(read.get('halfMessages')?.availability).toEqual({ source: null, reason: 'NOT_SAMPLED', keys: [] })
})

it('what admin requests tell too is not sampled yet, whether there is an exporter or not', () => {
  for (const configured of ['none', 'exporter'] as const) {
    const read = metricAvailability(new Map(), { configured })
    for (const metric of ['lag', 'inTps'] as const)
      expect(read.get(metric)?.availability).toEqual({ source: null, reason: 'NOT_SAMPLED', keys: [] })
  }
})

it('a share says what it is a share of until somebody has said it', () => {
  const capacityOf = (limits: Parameters<typeof metricAvailability>[1]['limits']) =>
    metricAvailability(new Map(), { configured: 'none', limits }).get('capacityUsedRatio')?.availability
  expect(capacityOf(null)).toMatchObject({
    reason: 'NOT_SET',
    keys: [{ key: 'capacityInTps' }, { key: 'capacityOutTps' }],
  })
  const limits = { capacityInTps: 1_000, capacityOutTps: null } as Parameters<typeof capacityOf>[0] // the rest is not read
  expect(capacityOf(limits)).toEqual({ source: null, reason: 'NOT_SAMPLED', keys: [] })
})

it('what only the exporter tells of a group is said of groups, though requests tell it of topics and brokers', () => {
  const sources = new Map([
    ['outTps', 'admin'],
    ['outTps topic', 'admin'],
  ] as const)
  const { availability, byScope } = metricAvailability(sources, { configured: 'exporter' }).get('outTps') ?? {}
  expect(availability).toMatchObject({ source: 'admin', reason: null })
  expect(byScope).toMatchObject({ group: { reason: 'NO_EXPORTER' }, groupTopic: { reason: 'NO_EXPORTER' } })
  expect(byScope?.group?.keys.map(({ key }) => key)).toEqual(['metricsExporterType', 'metricsPromExporterPort'])
  expect(byScope?.topic).toBeUndefined()
  const told = metricAvailability(new Map([['outTps group', 'exporter']] as const), { configured: 'exporter' })
  expect(told.get('outTps')?.byScope.group).toMatchObject({ source: 'exporter', reason: null })
})

it('no metric is told only by the exporter of a scope that it does not have', () => {
  for (const metric of metricNames) {
    const { scopes, exporterOnly } = catalogueEntry(metric)
    for (const scope of exporterOnly) expect(scopes, metric).toContain(scope)
  }
})
