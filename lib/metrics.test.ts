import { beforeEach, expect, test } from 'vitest'
import { count, declareMetric, observeSeconds, renderMetrics } from '#lib/metrics.ts'

beforeEach(() => {
  const holder = globalThis as { apogeeMetrics?: Map<string, unknown> } // where the file keeps them
  holder.apogeeMetrics?.clear()
})

test('a histogram counts into all buckets from the one that fits', async () => {
  const labels = { route: '/a', status: '200' }
  for (const seconds of [0.004, 0.2, 70]) observeSeconds('x_seconds', 'Time', labels, seconds)
  const lines = (await renderMetrics()).split('\n')
  expect(lines.slice(0, 2)).toEqual(['# HELP x_seconds Time', '# TYPE x_seconds histogram'])
  expect(lines).toContain('x_seconds_bucket{route="/a",status="200",le="0.005"} 1')
  expect(lines).toContain('x_seconds_bucket{route="/a",status="200",le="0.1"} 1')
  expect(lines).toContain('x_seconds_bucket{route="/a",status="200",le="0.25"} 2')
  expect(lines).toContain('x_seconds_bucket{route="/a",status="200",le="60"} 2')
  expect(lines).toContain('x_seconds_bucket{route="/a",status="200",le="+Inf"} 3')
  expect(lines).toContain('x_seconds_count{route="/a",status="200"} 3')
  expect(lines).toContain('x_seconds_sum{route="/a",status="200"} 70.204')
})

test('label values are escaped', async () => {
  declareMetric('g', 'gauge', 'G', () => [[{ name: 'a"b\\c\nd' }, 1]])
  expect(await renderMetrics()).toBe('# HELP g G\n# TYPE g gauge\ng{name="a\\"b\\\\c\\nd"} 1\n')
})

test('a value that cannot be read leaves the others alone', async () => {
  declareMetric('broken', 'gauge', 'B', () => Promise.reject(new Error('no')))
  declareMetric('fine', 'counter', 'F', () => [[{}, 2]])
  expect(await renderMetrics()).toBe('# HELP fine F\n# TYPE fine counter\nfine 2\n')
})

test('the number of series has a bound', async () => {
  for (let i = 0; i < 3000; i++) observeSeconds('many_seconds', 'M', { route: `/${i}` }, 1)
  const text = await renderMetrics()
  expect(text.match(/many_seconds_count/g)).toHaveLength(2001)
  expect(text).toContain('many_seconds_count{route="other"} 1000')
})

test('what has happened is counted by its labels', async () => {
  for (const outcome of ['ok', 'failed', 'ok']) count('done_total', 'D', { outcome })
  const text = await renderMetrics()
  expect(text).toBe(
    '# HELP done_total D\n# TYPE done_total counter\ndone_total{outcome="ok"} 2\ndone_total{outcome="failed"} 1\n',
  )
})
