import { listAlarmMetricsEndpoint } from '#lib/alarms/api.ts'
import { listAlarmMetrics } from '#lib/alarms/list-alarm-metrics.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(listAlarmMetricsEndpoint, listAlarmMetrics)
