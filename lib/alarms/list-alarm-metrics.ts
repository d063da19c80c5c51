import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { alarmMetrics } from './alarm-metrics.ts'
import type { AlarmMetric } from './schema.ts'

/** The metrics that rules may ask about. */
export async function listAlarmMetrics(ctx: Context): Promise<{ items: AlarmMetric[] }> {
  requirePermissionSomewhere(ctx, 'alarm:read')
  return {
    items: [...alarmMetrics].map(([metric, { group, unit, levels, kind, isStored, higherIsWorse }]) => ({
      metric,
      group,
      unit,
      levels,
      kind,
      isStored,
      higherIsWorse,
    })),
  }
}
