import { describe, expect, it } from 'vitest'
import { addHistograms, growthOf, quantile } from './growth.ts'
import { ExporterReader, joinKey } from './read-exporter.ts'

function reading(seconds: number, ...lines: string[]) {
  const reader = new ExporterReader()
  reader.push(`${lines.join('\n')}\n`)
  return reader.end(seconds * 1000)
}
const counter = (topic: string, value: number) =>
  `rocketmq_messages_in_total{topic="${topic}",message_type="normal"} ${value}`
const buckets = (counts: readonly number[], sum: number) =>
  [1, 10, 100, '+Inf']
    .map((le, i) => `rocketmq_rpc_latency_bucket{request_code="send_message",le="${le}"} ${counts[i]}`)
    .concat(
      `rocketmq_rpc_latency_sum{request_code="send_message"} ${sum}`,
      `rocketmq_rpc_latency_count{request_code="send_message"} ${counts[3]}`,
    )

describe('growth of counters', () => {
  it('is what came since, and all of a counter that is new', () => {
    const growth = growthOf(reading(0, counter('a', 10)), reading(15, counter('a', 40), counter('b', 5)))
    expect(growth?.seconds).toBe(15)
    const grown = growth?.values.get('messages_in')
    expect(grown?.get(joinKey('a', 'normal'))).toBe(30)
    expect(grown?.get(joinKey('b', 'normal'))).toBe(5)
  })

  it('N-3: after a restart there is none, also of counters that are higher already; never a negative one', () => {
    const before = reading(0, counter('a', 10), counter('b', 10))
    expect(growthOf(before, reading(15, counter('a', 2), counter('b', 400)))).toBeNull()
    expect(growthOf(before, reading(15, counter('a', 400)))).toBeNull()
    expect(growthOf(before, reading(15))).toBeNull()
  })

  it('there is none of a first reading, of two at once, and of counters that start anew with each scrape', () => {
    const line = 'rocketmq_messages_in_total{topic="a",aggregation="delta"} 4'
    expect(growthOf(undefined, reading(15, counter('a', 2)))).toBeNull()
    expect(growthOf(reading(15, counter('a', 2)), reading(15.5, counter('a', 3)))).toBeNull()
    expect(growthOf(reading(0, line), reading(15, line))).toBeNull()
  })

  it('histograms grow by bucket', () => {
    const growth = growthOf(reading(0, ...buckets([1, 2, 3, 3], 60)), reading(15, ...buckets([1, 102, 103, 103], 560)))
    const [grown] = [...(growth?.histograms.get('rpc_latency')?.values() ?? [])]
    expect(grown).toEqual({
      bounds: [1, 10, 100, Number.POSITIVE_INFINITY],
      counts: [0, 100, 100, 100],
      sum: 500,
      count: 100,
    })
    expect(growthOf(reading(0, ...buckets([5, 5, 5, 5], 9)), reading(15, ...buckets([1, 1, 1, 1], 2)))).toBeNull()
  })
})

describe('quantiles', () => {
  const histogram = (counts: number[]) => ({
    bounds: [1, 10, 100, Number.POSITIVE_INFINITY],
    counts,
    sum: 0,
    count: counts[3] ?? 0,
  })

  it('lie within the bucket that holds them', () => {
    expect(quantile(0.5, histogram([0, 100, 100, 100]))).toBeCloseTo(5.5)
    expect(quantile(0.99, histogram([90, 90, 100, 100]))).toBeCloseTo(91)
    expect(quantile(0.5, histogram([100, 100, 100, 100]))).toBeCloseTo(0.5)
  })

  it('in the last bucket they are at least its beginning', () => {
    expect(quantile(0.99, histogram([0, 0, 10, 100]))).toBe(100)
  })

  it('of nothing there is none', () => {
    expect(quantile(0.99, histogram([0, 0, 0, 0]))).toBeNull()
  })

  it('histograms of two brokers are one, also with other bounds', () => {
    const one = { bounds: [1, 10, Number.POSITIVE_INFINITY], counts: [1, 2, 3], sum: 30, count: 3 }
    const other = { bounds: [1, 5, 10, Number.POSITIVE_INFINITY], counts: [0, 4, 4, 4], sum: 12, count: 4 }
    expect(addHistograms([one, other])).toEqual({
      bounds: [1, 5, 10, Number.POSITIVE_INFINITY],
      counts: [1, 5, 6, 7],
      sum: 42,
      count: 7,
    })
    expect(addHistograms([])).toBeNull()
  })
})
