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
  const { reason, source, keys } = metricAvailability(new Map(), { configured: 'exporter' }).get('consumeMsP95') ?? {}
  expect([source, reason]).toEqual([null, 'NOT_REPORTED'])
  expect(keys?.map(({ key }) => key)).toContain('metricCollectorMode')
})

it('what only the exporter has names the keys of brokers, and the registration where that says none', () => {
  const keysOf = (kind: 'none' | 'exporter') =>
    metricAvailability(new Map(), { configured: kind })
      .get('halfMessages')
      ?.keys.map(({ key }) => key)
  expect(keysOf('exporter')).toEqual(['metricsExporterType', 'metricsPromExporterPort'])
  expect(keysOf('none')).toEqual(['metricsSource', 'metricsExporterType', 'metricsPromExporterPort'])
  expect(metricAvailability(new Map([['inTps', 'exporter']]), { configured: 'exporter' }).get('inTps')).toEqual({
    source: 'exporter',
    reason: null,
    keys: [],
  })
})

it('what a metrics endpoint that is read has not told yet is not sampled, and nothing need be set', () => {
  const read = metricAvailability(new Map(), { configured: 'exporter', isExporterRead: true })
  expect(read.get('halfMessages')).toEqual({ source: null, reason: 'NOT_SAMPLED', keys: [] })
})

it('what admin requests tell too is not sampled yet, whether there is an exporter or not', () => {
  for (const configured of ['none', 'exporter'] as const) {
    const read = metricAvailability(new Map(), { configured })
    for (const metric of ['lag', 'inTps'] as const)
      expect(read.get(metric)).toEqual({ source: null, reason: 'NOT_SAMPLED', keys: [] })
  }
})

it('a share says what it is a share of until somebody has said it', () => {
  const capacityOf = (limits: Parameters<typeof metricAvailability>[1]['limits']) =>
    metricAvailability(new Map(), { configured: 'none', limits }).get('capacityUsedRatio')
  expect(capacityOf(null)).toMatchObject({
    reason: 'NOT_SET',
    keys: [{ key: 'capacityInTps' }, { key: 'capacityOutTps' }],
  })
  const limits = { capacityInTps: 1_000, capacityOutTps: null } as Parameters<typeof capacityOf>[0] // the rest is not read
  expect(capacityOf(limits)).toEqual({ source: null, reason: 'NOT_SAMPLED', keys: [] })
})
