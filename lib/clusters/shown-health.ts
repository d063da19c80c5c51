import { Health, HealthReason } from './schema.ts'

/** A check older than this says nothing any more. */
export const UNKNOWN_AFTER_MS = 3 * 60_000

export interface ShownHealth {
  health: Health
  reasons: HealthReason[]
  since: Date | null
  checkedAt: Date | null
}

interface StoredHealth {
  health: string
  reasons: unknown
  since: Date
  checkedAt: Date
}

/**
 * The health to show now: what the worker last stored, unless that is too old to believe or people are at work. Maintenance
 * keeps the reasons, so that one sees what it covers.
 */
export function shownHealth(
  stored: StoredHealth | null,
  cluster: { maintenanceUntil: Date | null },
  now: Date,
): ShownHealth {
  const shown = shownWithoutMaintenance(stored, now)
  const { maintenanceUntil } = cluster
  if (!maintenanceUntil || maintenanceUntil <= now) return shown
  const reason = reasonOf('MAINTENANCE', { until: maintenanceUntil.toISOString() })
  return { ...shown, health: 'MAINTENANCE', reasons: [reason, ...shown.reasons] }
}

function shownWithoutMaintenance(stored: StoredHealth | null, now: Date): ShownHealth {
  if (!stored) return { health: 'UNKNOWN', reasons: [reasonOf('NOT_CHECKED', {})], since: null, checkedAt: null }
  const { checkedAt } = stored
  if (now.getTime() - checkedAt.getTime() > UNKNOWN_AFTER_MS) {
    const reason = reasonOf('CHECK_OLD', { checkedAt: checkedAt.toISOString() })
    return { health: 'UNKNOWN', reasons: [reason], since: new Date(checkedAt.getTime() + UNKNOWN_AFTER_MS), checkedAt }
  }
  const reasons = HealthReason.array().catch([]).parse(stored.reasons)
  return { health: Health.catch('UNKNOWN').parse(stored.health), reasons, since: stored.since, checkedAt }
}

const reasonOf = (code: HealthReason['code'], params: HealthReason['params']): HealthReason => ({
  code,
  params,
  count: 1,
  link: null,
})
