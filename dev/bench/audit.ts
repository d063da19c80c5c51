import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BenchResult, ms, percentile, timeMs } from '#dev/bench/result.ts'
import { audited } from '#lib/audit/audited.ts'
import { listAudit } from '#lib/audit/list-audit.ts'
import { sealAudit } from '#lib/audit-chain/seal-audit.ts'
import { verifyAudit } from '#lib/audit-chain/verify-audit.ts'
import { connectDb, db, disconnectDb } from '#lib/db/db.ts'
import { startEmbeddedPostgres } from '#lib/db/embedded-postgres.ts'
import { migrate } from '#lib/db/migrate.ts'
import { workerContext } from '#lib/users/context.ts'

const rows = 1_000_000
/** Filled in by one statement. */
const part = 50_000
const writes = 500
const looks = 20

/** The audit with a million rows over 400 days: a write to it, and the pages that people open. A Postgres of its own. */
export async function benchAudit(): Promise<BenchResult[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'apogee-bench-audit-'))
  const server = await startEmbeddedPostgres({ dataDir })
  process.env.APOGEE_SECRET ??= 'only-for-the-benchmark-only-for-the-benchmark'
  try {
    await migrate(server.url)
    connectDb(server.url)
    await fill()
    const ctx = () => workerContext(new AbortController().signal)
    const entry = { action: 'topic.update', target: { kind: 'topic', name: 'orders' }, before: { perm: 'RW' } }
    const times: number[] = []
    for (let i = 0; i < writes; i++) times.push((await timeMs(() => audited(ctx(), entry, async () => 1))) / 2)
    const write = percentile(times, 0.95)
    const results: BenchResult[] = [
      {
        what: 'one write to the audit (of the two around an effect), p95',
        figure: ms(write),
        goal: '< 3 ms',
        isMet: write < 3,
      },
    ]
    const from = new Date(Date.now() - 7 * 86_400_000)
    const page = { page: 1, pageSize: 50 }
    const pages: [string, object][] = [
      ['as it opens (7 days)', { from }],
      ['all 1,000,000 rows', {}],
      ['refused, all time', { outcome: ['REFUSED'] }],
      ['one object, all time', { kind: 'topic', targetName: 'topic_77' }],
      ['one actor, all time', { who: 'user-7' }],
      ['text, 7 days', { from, q: 'topic_77' }],
      ['text, all time', { q: 'topic_77' }],
    ]
    for (const [name, filter] of pages) {
      const taken: number[] = []
      for (let i = 0; i < looks; i++) taken.push(await timeMs(() => listAudit(ctx(), { ...page, ...filter })))
      const p95 = percentile(taken, 0.95)
      results.push({ what: `page of the audit: ${name}, p95`, figure: ms(p95), goal: '< 200 ms', isMet: p95 < 200 })
    }
    const sealed = await sealFor(10_000)
    results.push({ what: 'rows sealed in a second', figure: String(sealed), goal: null, isMet: null })
    const startedAt = performance.now()
    const { checked } = await verifyAudit(ctx())
    const perSecond = Math.round(checked / ((performance.now() - startedAt) / 1000))
    results.push({ what: 'seals verified in a second', figure: String(perSecond), goal: null, isMet: null })
    return results
  } finally {
    await disconnectDb()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Rows as they are: a few people, many topics, most went well. */
async function fill(): Promise<void> {
  for (let from = 1; from <= rows; from += part) await fillPart(from, from + part - 1)
  await db().$executeRaw`vacuum analyze audit_events`
  await db().$executeRaw`vacuum analyze audit_outcomes`
}

async function fillPart(first: number, last: number): Promise<void> {
  await db().$executeRaw`
    insert into audit_events (audit_id, at, actor_kind, actor_id, actor_name, address, action, target_kind, target_name,
      cluster_id, cluster_name, environment, request, request_id)
    select 'row-' || i, now() - (${rows}::int - i) * interval '34 seconds', 'user', 'u' || i % 50, 'user-' || i % 50, '10.0.0.' || i % 250,
      (array['topic.create', 'topic.update', 'topic.delete', 'group.update', 'message.read-body'])[1 + i % 5], 'topic',
      'topic_' || i % 5000, 'rmq-aaaaaaa' || (array['a', 'b', 'c'])[1 + i % 3], 'pay', 'production',
      jsonb_build_object('method', 'POST', 'path', '/api/v1/x', 'body', jsonb_build_object('name', i)), 'request-' || i
    from generate_series(${first}::int, ${last}::int) i`
  await db().$executeRaw`
    insert into audit_outcomes (audit_id, at, duration_ms, outcome)
    select audit_id, at, 5, (case when sequence % 40 = 0 then 'REFUSED' when sequence % 90 = 0 then 'FAILED' else 'SUCCESS' end)::"AuditOutcome"
    from audit_events where sequence between ${first} and ${last}`
}

async function sealFor(forMs: number): Promise<number> {
  const stop = AbortSignal.timeout(forMs)
  return Math.round((await sealAudit(stop)) / (forMs / 1000))
}
