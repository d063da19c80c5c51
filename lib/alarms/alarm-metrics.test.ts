import { expect, it } from 'vitest'
import { judgedByHealth } from '#lib/nodes/decide-health.ts'
import { alarmMetrics } from './alarm-metrics.ts'

it('what the health leaves out are metrics that rules can have', () => {
  expect(judgedByHealth.filter((metric) => !alarmMetrics.has(metric))).toEqual([])
})
