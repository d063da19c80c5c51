import { expect, test } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatChange,
  formatCompact,
  formatDuration,
  formatInstant,
  formatNumber,
  formatPercent,
  formatRate,
  formatTime,
  formatZone,
} from './format.ts'

test('the largest int64 keeps every digit', () => {
  expect(formatNumber(9223372036854775807n, 'en')).toBe('9,223,372,036,854,775,807')
  expect(formatNumber(9223372036854775807n, 'zh-CN')).toBe('9,223,372,036,854,775,807')
})

test('minus is a minus sign, a change carries its sign', () => {
  expect(formatNumber(-18630, 'en')).toBe('−18,630')
  expect(formatChange(20140n, 'en')).toBe('+20,140')
  expect(formatChange(-4, 'en')).toBe('−4')
  expect(formatChange(0, 'en')).toBe('0')
})

test.each([
  [0, '0'],
  [0.44, '0.4'],
  [999, '999'],
  [1000, '1k'],
  [1_284_310n, '1.2M'],
  [-12_345, '−12k'],
  [9223372036854775807n, '9223P'],
])('%s abbreviates to %s', (value, text) => {
  expect(formatCompact(value)).toBe(text)
})

test.each([
  [0, '0 B'],
  [430n, '430 B'],
  [1024, '1.0 KiB'],
  [1_932_735_283, '1.7 GiB'],
  [153_330_281_677n, '142.7 GiB'],
  [9223372036854775807n, '7.9 EiB'],
])('%s bytes read %s', (value, text) => {
  expect(formatBytes(value, 'en')).toBe(text)
})

test.each([
  [0, '0'],
  [0.001, '<0.01'],
  [0.424, '0.42'],
  [7.28, '7.3'],
  [48_212.4, '48,212'],
])('a rate of %s reads %s', (value, text) => {
  expect(formatRate(value, 'en')).toBe(text)
})

test.each([
  [0, '0%'],
  [0.001, '<1%'],
  [0.87, '87%'],
  [0.999, '>99%'],
  [1, '100%'],
])('a share of %s reads %s', (value, text) => {
  expect(formatPercent(value, 'en')).toBe(text)
})

test.each([
  [0, '0ms', '0 毫秒'],
  [8.12, '8.1ms', '8.1 毫秒'],
  [840, '840ms', '840 毫秒'],
  [1200, '1.2s', '1.2 秒'],
  [2000, '2s', '2 秒'],
  [42_000, '42s', '42 秒'],
  [1_122_000, '18m 42s', '18 分 42 秒'],
  [11_220_000, '3h 07m', '3 小时 07 分'],
  [3_563_999_000, '41d 05h', '41 天 05 小时'],
  [-4, '−4ms', '−4 毫秒'],
])('%s ms read %s and %s', (value, english, chinese) => {
  expect(formatDuration(value, 'en')).toBe(english)
  expect(formatDuration(value, 'zh-CN')).toBe(chinese)
})

test('an age below a second says so', () => {
  expect(formatAge(300, 'en')).toBe('<1s')
  expect(formatAge(4900, 'en')).toBe('4s')
  expect(formatAge(-5, 'zh-CN')).toBe('<1 秒')
})

test('an instant is told in its zone, with milliseconds', () => {
  const at = new Date('2026-11-22T06:32:07.123Z')
  expect(formatInstant(at, 'Asia/Shanghai')).toBe('2026-11-22 14:32:07.123')
  expect(formatInstant(at, 'UTC')).toBe('2026-11-22 06:32:07.123')
  expect(formatTime(at, 'America/New_York', false)).toBe('01:32:07')
  expect(formatTime(new Date('2026-11-22T16:00:00.000Z'), 'Asia/Shanghai')).toBe('00:00:00.000')
})

test('an instant before 1970 keeps positive milliseconds', () => {
  expect(formatInstant(new Date(-1), 'UTC')).toBe('1969-12-31 23:59:59.999')
})

test('a zone is named by its offset at that instant', () => {
  expect(formatZone(new Date('2026-11-22T00:00:00Z'), 'Asia/Shanghai')).toBe('UTC+08:00')
  expect(formatZone(new Date('2026-07-01T00:00:00Z'), 'America/New_York')).toBe('UTC−04:00')
  expect(formatZone(new Date('2026-11-22T00:00:00Z'), 'America/New_York')).toBe('UTC−05:00')
  expect(formatZone(new Date('2026-11-22T00:00:00Z'), 'Asia/Kolkata')).toBe('UTC+05:30')
  expect(formatZone(new Date('2026-11-22T00:00:00Z'), 'UTC')).toBe('UTC')
})
