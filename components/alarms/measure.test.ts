import { expect, test } from 'vitest'
import { formatBytes, formatDuration, formatNumber, formatPercent, formatRate } from '#lib/format.ts'
import { formatMeasure, parseMeasure, roundMeasure, typedMeasure } from './measure.ts'

const formats = {
  number: (value: number) => formatNumber(value, 'en'),
  bytes: (value: number) => formatBytes(value, 'en'),
  rate: (value: number) => formatRate(value, 'en'),
  percent: (value: number) => formatPercent(value, 'en'),
  duration: (value: number) => formatDuration(value, 'en'),
}

test.each([
  ['10 min', 'ms', 600_000],
  ['10m', 'ms', 600_000],
  ['1h 30m', 'ms', 5_400_000],
  ['90 s', 's', 90],
  ['1500', 'ms', 1500],
  ['3 d', 'd', 3],
  ['36h', 'd', 1.5],
  ['10 分钟', 'ms', 600_000],
  ['1 小时 30 分', 'ms', 5_400_000],
  ['1k', 'msg', 1000],
  ['10,000', 'msg', 10_000],
  ['2 万', 'msg', 20_000],
  ['1.5M', 'msg', 1_500_000],
  ['0', 'msg', 0],
  ['412 msg/s', 'msg/s', 412],
  ['1k msg/s', 'msg/s', 1000],
  ['75%', 'ratio', 0.75],
  ['75', 'ratio', 0.75],
  ['75 %', 'ratio', 0.75],
  ['50%', 'percent', 50],
  ['1 GiB', 'B', 1024 ** 3],
  ['512k', 'B', 512 * 1024],
  ['10 MB/s', 'B/s', 10 * 1024 ** 2],
])('%s of a metric in %s is %d', (text, unit, value) => {
  expect(parseMeasure(text, unit)).toBe(value)
})

test.each([
  ['', 'msg'],
  ['ten', 'msg'],
  ['10 min', 'msg'],
  ['10 apples', 'ms'],
  ['1h x', 'ms'],
  ['5 GiB', 'ratio'],
])('"%s" of a metric in %s is nothing', (text, unit) => {
  expect(parseMeasure(text, unit)).toBeNull()
})

test('what stands in a field is read back as the same number', () => {
  for (const [value, unit] of [
    [600_000, 'ms'],
    [1234, 'ms'],
    [3, 'd'],
    [0.755, 'ratio'],
    [50, 'percent'],
    [1024 ** 3, 'B'],
    [1000, 'B'],
    [12_345.5, 'msg'],
  ] as const) {
    expect(parseMeasure(typedMeasure(value, unit), unit)).toBe(value)
  }
})

test('values are shown with their unit', () => {
  expect(formatMeasure(1_122_000, 'ms', formats)).toBe('18m 42s')
  expect(formatMeasure(300_000, 'ms', formats)).toBe('5m')
  expect(formatMeasure(0.87, 'ratio', formats)).toBe('87%')
  expect(formatMeasure(412, 'msg/s', formats)).toBe('412 msg/s')
  expect(formatMeasure(12_000, 'msg', formats)).toBe('12,000')
  expect(formatMeasure(1024 ** 3, 'B', formats)).toBe('1.0 GiB')
})

test('what was dragged becomes a round number', () => {
  expect(roundMeasure(0.8731, 'ratio')).toBe(0.87)
  expect(roundMeasure(723_400, 'ms')).toBe(720_000)
  expect(roundMeasure(12_345, 'msg')).toBe(12_000)
  expect(roundMeasure(-3, 'msg')).toBe(0)
})
