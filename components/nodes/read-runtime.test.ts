import { expect, it } from 'vitest'
import type { RuntimeItem } from '#lib/nodes/schema.ts'
import { readHistogram, readRuntime, runtimeLevel } from './read-runtime.ts'

const item = (value: string, unit?: RuntimeItem['unit'], threshold?: RuntimeItem['threshold']): RuntimeItem => ({
  key: 'k',
  value,
  group: 'other',
  ...(unit && { unit }),
  ...(threshold && { threshold }),
})

it.each<[RuntimeItem, object | null]>([
  [item('1.5 2.5 ', 'msg/s'), { kind: 'rates', values: [1.5, 2.5] }],
  [item('  ', 'msg/s'), null],
  [item('9223372036854775807', 'B'), { kind: 'bytes', value: 9223372036854775807n }],
  [item('600.44', 'B'), { kind: 'bytes', value: 600.44 }],
  [item('0,99', 'ms'), { kind: 'duration', ms: 0.99 }],
  [item('13', 's'), { kind: 'duration', ms: 13_000 }],
  [item('-1', 'ratio'), null],
  [item('0', 'epochMs'), null],
  [item('1700000000000', 'epochMs'), { kind: 'instant', at: new Date(1_700_000_000_000) }],
  [item('9223372036854775807', 'epochMs'), null],
  [item('9.9 KiB', 'B'), null],
  [item('true'), null],
])('reads %o', (runtime, expected) => {
  expect(readRuntime(runtime)).toEqual(expected)
})

it.each([
  ['200', 'ok'],
  ['201', 'warning'],
  ['1001', 'critical'],
  ['x', null],
])('%s against 200 and 1000 is %s', (value, expected) => {
  expect(runtimeLevel(item(value, 'ms', { warning: 200, critical: 1_000 }))).toBe(expected)
})

it('reads the histogram of a broker', () => {
  expect(readHistogram('[<=0ms]:6009 [0~10ms]:256 [10s~]:0 ')).toEqual([
    { span: '<=0ms', count: 6009 },
    { span: '0~10ms', count: 256 },
    { span: '10s~', count: 0 },
  ])
  expect(readHistogram('null')).toEqual([])
})
