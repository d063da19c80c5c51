import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { getAbout } from './get-about.ts'
import type { About } from './schema.ts'

/** What leaves the house says how it stands, never where it is or what it is called. */
export async function getSupportBundle(ctx: Context, now = new Date()): Promise<StreamAnswer> {
  requirePermission(ctx, 'about:read')
  const entry = { action: 'about.support-bundle', target: { kind: 'about', name: 'support bundle' } }
  return audited(ctx, entry, async () => {
    const bundle = { takenAt: now, about: withoutPlaces(await getAbout(ctx)), ...(await readState()) }
    const text = JSON.stringify(bundle, (_key, value) => (typeof value === 'bigint' ? value.toString() : value), 2)
    return {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="apogee-support-${now.toISOString().replace(/[:.]/g, '-')}.json"`,
      },
      body: text,
    }
  })
}

/** Of these the value is a place or a name; whether they are set is enough. */
const places = new Set([
  'DATABASE_URL',
  'APOGEE_DATA_DIR',
  'APOGEE_URL',
  'APOGEE_TRUSTED_PROXIES',
  'APOGEE_EGRESS_ALLOW',
  'APOGEE_ACCESS_FILE',
  'APOGEE_ADMIN_NAME',
  'APOGEE_ADMIN_PASSWORD_FILE',
  'APOGEE_CLIENT_RULES',
  'HOST',
])

function withoutPlaces({ workers, environment, ...about }: About) {
  return {
    ...about,
    workers: workers.map(({ version, startedAt, lastSeenAt, isAlive, leases }, index) => ({
      worker: index + 1,
      version,
      startedAt,
      lastSeenAt,
      isAlive,
      leases: leases.map(({ task, expiresAt }) => ({ task, expiresAt })),
    })),
    environment: environment.map(({ name, value, isSet, isSecret }) => ({
      name,
      value: isSecret || places.has(name) ? null : value,
      isSet,
    })),
  }
}

/** Counts by state. Of errors their codes: the words of them name things. */
async function readState() {
  const [tables, nodes, health, jobs, deliveries, channels, alarms, counts, subscriptions, chain] = await Promise.all([
    db().$queryRaw`
      select relname "table", n_live_tup::int "rows", pg_total_relation_size(relid)::text "bytes", last_autovacuum "vacuumedAt"
      from pg_stat_user_tables order by pg_total_relation_size(relid) desc limit 40`,
    db().$queryRaw`
      select kind, version, is_up "isUp", error->>'code' "error", count(*)::int "nodes" from cluster_nodes group by 1, 2, 3, 4 order by 1, 2`,
    db().$queryRaw`select health, count(*)::int "clusters" from cluster_health group by 1 order by 1`,
    db()
      .$queryRaw`select kind, state, state_reason->>'code' "reason", count(*)::int "jobs" from jobs group by 1, 2, 3 order by 1, 2`,
    db().$queryRaw`
      select channel_kind "channel", state, answer_code "answer", count(*)::int "deliveries" from notice_deliveries
      group by 1, 2, 3 order by 1, 2`,
    db().$queryRaw`
      select kind, is_enabled "isEnabled", failures > 0 "isFailing", count(*)::int "channels" from notice_channels group by 1, 2, 3 order by 1`,
    db()
      .$queryRaw`select state, severity, count(*)::int "alarms" from alarm_instances where ended_at is null group by 1, 2 order by 1, 2`,
    db().$queryRaw`
      select (select count(*) from users)::int "users", (select count(*) from api_tokens where revoked_at is null)::int "tokens",
        (select count(*) from sessions)::int "sessions", (select count(*) from grants)::int "grants",
        (select count(*) from clusters where removed_at is null)::int "clusters", (select count(*) from alarm_rules)::int "rules"`,
    db().$queryRaw`
      select destination->>'kind' "kind", is_enabled "isEnabled", attempts, sent::text, lost::text, last_success_at "lastSuccessAt",
        last_failure_at "lastFailureAt" from event_subscriptions order by created_at`,
    db().$queryRaw`
      select head_no::text "newestSeal", (select count(*) from audit_unsealed)::int "notSealed", kept_from "keptFrom" from audit_chain`,
  ])
  return { tables, nodes, health, jobs, deliveries, channels, alarms, counts, subscriptions, audit: chain }
}
