import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { applyAccessFile } from '#lib/access-file/apply-access-file.ts'
import { evaluateAlarms } from '#lib/alarms/evaluate-alarms.ts'
import { forgetAudit } from '#lib/audit-chain/forget-audit.ts'
import { sealAudit } from '#lib/audit-chain/seal-audit.ts'
import { takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { purgeRemovedClusters } from '#lib/clusters/purge-removed-clusters.ts'
import { rotateSealedSecrets } from '#lib/clusters/sealed-secrets.ts'
import { disconnectDb } from '#lib/db/db.ts'
import { settleDueResends } from '#lib/dead-letters/settle-resends.ts'
import { collectEvents } from '#lib/events/collect-events.ts'
import { sendDueEvents } from '#lib/events/send-due-events.ts'
import { jobQueue, queueJobs } from '#lib/jobs/queue-jobs.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import { log } from '#lib/log.ts'
import { dropOldPartitions } from '#lib/monitoring/metric-partitions.ts'
import { rollUp } from '#lib/monitoring/roll-up.ts'
import { sampleCluster } from '#lib/monitoring/sample-cluster.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { compareNameServers } from '#lib/nodes/compare-name-servers.ts'
import { sendDueNotices } from '#lib/notifications/send-due-notices.ts'
import { verifyDueResets } from '#lib/offsets/verify-reset.ts'
import { declareProcessMetrics } from '#lib/process-metrics.ts'
import { compareRoles } from '#lib/roles/compare-roles.ts'
import { untilTold } from '#lib/start/until-told.ts'
import { version } from '#lib/start/version.ts'
import { forget } from '#lib/worker/forget.ts'
import { beat, heartbeatMs } from '#lib/worker/heartbeat.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { runLoop, systemClock } from '#lib/worker/loop.ts'
import { startQueue } from '#lib/worker/queue.ts'
import { runTasks } from '#lib/worker/run-tasks.ts'
import type { PeriodicTask } from '#lib/worker/tasks.ts'

const signal = untilTold()
const queue = await startQueue(process.env.DATABASE_URL ?? '', [jobQueue], true)

const tasks: PeriodicTask[] = [
  {
    name: 'check nodes',
    periodMs: 10_000,
    per: 'cluster',
    run: (ctx, { clusterId, now }) => checkNodes(ctx, { clusterId, now }),
  },
  {
    name: 'compare name servers',
    periodMs: 60_000,
    per: 'cluster',
    run: (ctx, { clusterId, now }) => compareNameServers(ctx, { clusterId, now }),
  },
  {
    name: 'compare roles',
    periodMs: 10 * 60_000,
    per: 'cluster',
    run: (ctx, { clusterId, now }) => compareRoles(ctx, { clusterId, now }),
  },
  {
    name: 'sample',
    periodMs: 15_000,
    per: 'cluster',
    run: (ctx, { clusterId, now, lease }) => sampleCluster(ctx, { clusterId, now, lease }),
  },
  {
    name: 'roll up',
    periodMs: 5 * 60_000,
    per: 'cluster',
    run: (ctx, { clusterId, now }) => rollUp(ctx, { clusterId, now }),
  },
  {
    name: 'evaluate alarms',
    periodMs: 10_000,
    per: 'cluster',
    run: (ctx, { clusterId, now, lease }) => evaluateAlarms(ctx, { clusterId, now, lease }),
  },
  {
    name: 'verify resets',
    periodMs: 2_000,
    per: 'console',
    run: (ctx, { now }) => verifyDueResets(ctx, now),
  },
  {
    name: 'settle resends',
    periodMs: 3_000,
    per: 'console',
    run: (ctx, { now }) => settleDueResends(ctx, now),
  },
  { name: 'apply access file', periodMs: 10_000, per: 'console', run: (ctx, { now }) => applyAccessFile(ctx, { now }) },
  { name: 'queue jobs', periodMs: 1_000, per: 'console', run: (_ctx, { now }) => queueJobs(queue, now) },
  { name: 'seal audit', periodMs: 1_000, per: 'console', run: (ctx) => sealAudit(ctx.signal) },
  { name: 'collect events', periodMs: 1_000, per: 'console', run: (ctx, { now }) => collectEvents(now, ctx.signal) },
  { name: 'forget audit', periodMs: 60 * 60_000, per: 'console', run: (ctx, { now }) => forgetAudit(ctx, now) },
  {
    name: 'drop old samples',
    periodMs: 60 * 60_000,
    per: 'console',
    run: (_ctx, { now }) => dropOldPartitions(now),
  },
  { name: 'forget', periodMs: 5 * 60_000, per: 'console', run: (_ctx, { now }) => forget(now) },
  {
    name: 'purge removed clusters',
    periodMs: 60 * 60_000,
    per: 'console',
    run: (ctx, { now }) => purgeRemovedClusters(ctx, now),
  },
  { name: 'seal secrets again', periodMs: 60 * 60_000, per: 'console', run: sealAgain },
]

async function sealAgain(): Promise<void> {
  const { resealed, unreadable } = await rotateSealedSecrets()
  if (resealed > 0) log.info({ resealed }, 'Stored secrets sealed again under the current APOGEE_SECRET')
  if (unreadable.length > 0)
    log.error({ sealedIds: unreadable }, 'No secret in APOGEE_SECRET opens these stored secrets')
}

const JOBS_AT_ONCE = 2
/** Then a job goes on elsewhere, or when this process is back. */
const STOP_WITHIN_MS = 5_000

/** Host and chance: two containers may have the same host name and process number. */
const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
takeSamplerShare()
declareProcessMetrics(version)
const heartbeat = { name: 'heartbeat', periodMs: heartbeatMs, run: (now: Date) => beat(workerId, version, now) }
/** Without a lease: every worker sends, and each message is claimed by one of them. */
const notices = {
  name: 'send notices',
  periodMs: 1_000,
  run: () => sendDueNotices(workerId, systemClock.now, signal),
}
/** Likewise: each subscription is claimed by one of them. */
const events = {
  name: 'send events',
  periodMs: 1_000,
  run: () => sendDueEvents(workerId, systemClock.now, signal),
}
process.send?.({ ready: true })
await queue.work<{ jobId: number }>(jobQueue.name, JOBS_AT_ONCE, ({ data, signal: given }) =>
  runJob(jobKinds, data.jobId, AbortSignal.any([given, signal])),
)
await Promise.all([
  runLoop(heartbeat, systemClock, signal),
  runLoop(notices, systemClock, signal),
  runLoop(events, systemClock, signal),
  runTasks(tasks, workerId, systemClock, signal),
])
await queue.stop(STOP_WITHIN_MS)
await disconnectDb()
// Connections to brokers may still be open; nothing waits for them.
process.exit(0)
