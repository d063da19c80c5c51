import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { db } from '#lib/db/db.ts'
import { type Job as JobRow, Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'
import { contextOfStarter } from '#lib/users/context-of-starter.ts'
import { ended } from './control-job.ts'
import { type ItemOutcome, outcomeOfAnswer, outcomeOfThrown, stopsTheJob } from './item-outcome.ts'
import type { JobKindDef } from './job-kind.ts'
import { HOLDER_BEAT_MS, silentSince } from './job-row.ts'
import { JobKind } from './schema.ts'

/** After so many failures in one run it pauses: whatever is wrong should be looked at first. */
export const PAUSE_AFTER_FAILURES = 50
/** What is under way when a job is cancelled may end by itself for so long. */
const CANCEL_PATIENCE_MS = 1_000
/** The rights of the starter are looked up again after so long. */
const RIGHTS_AGE_MS = 1_000

export type JobKinds = Readonly<Record<JobKind, JobKindDef>>

/**
 * Works on a job until it has ended, is paused or cancelled, or the signal aborts: then it is handed to the queue again. Items that
 * a dead run left under way are looked up first, so that nothing is done twice.
 *
 * @throws Error while another run still holds it: the queue then tries again
 */
export async function runJob(kinds: JobKinds, jobId: number, signal: AbortSignal): Promise<void> {
  const holder = randomUUID()
  const row = await take(jobId, holder)
  if (!row) return
  const kind = JobKind.parse(row.kind)
  const run = new JobRun(row, kinds[kind], holder, signal)
  try {
    await run.work()
  } finally {
    await run.release()
  }
}

/** @returns null when there is nothing to do any more */
async function take(jobId: number, holder: string): Promise<JobRow | null> {
  const now = new Date()
  const before = await db().job.findUnique({ where: { jobId } })
  if (!before || !['QUEUED', 'RUNNING', 'CANCELLING'].includes(before.state)) return null
  const { count } = await db().job.updateMany({
    where: {
      jobId,
      state: before.state,
      OR: [{ holder: null }, { holderSeenAt: null }, { holderSeenAt: { lt: silentSince(now) } }],
    },
    data: {
      ...(before.state === 'QUEUED' && { state: 'RUNNING' }),
      stateReason: Prisma.DbNull,
      holder,
      holderSeenAt: now,
      startedAt: before.startedAt ?? now,
      runStartedAt: now,
      runItemsBefore: before.done + before.failed + before.skipped + before.unknown,
    },
  })
  if (count > 0) return db().job.findUnique({ where: { jobId } })
  throw new Error(`Job ${jobId} is still held by another run.`)
}

interface ClaimedItem {
  index: number
  target: string
  input: unknown
}

class JobRun {
  private readonly row: JobRow
  private readonly kind: JobKindDef
  private readonly holder: string
  /** The worker stops: what is under way stays for the next run to look at. */
  private readonly workerSignal: AbortSignal
  /** The items under way are given up. */
  private readonly abort = new AbortController()
  /** No further item is begun by this run; also who waits for a slot hears it. */
  private readonly stop = new AbortController()
  private isLost = false
  private failure: { code: string; detail: string } | null = null
  private rights: { at: number; ctx: Context | null } | null = null
  private ratePerSecond: number
  private nextSlotAt = 0
  private failed: number
  private lastItem: string | null = null
  private counting: Promise<void> | null = null
  private isCountDue = false
  private readonly beatTimer: NodeJS.Timeout

  constructor(row: JobRow, kind: JobKindDef, holder: string, workerSignal: AbortSignal) {
    this.row = row
    this.kind = kind
    this.holder = holder
    this.workerSignal = workerSignal
    this.ratePerSecond = row.ratePerSecond
    this.failed = 0
    this.beatTimer = setInterval(() => void this.beat(), HOLDER_BEAT_MS)
  }

  async work(): Promise<void> {
    await this.settleUnderWay()
    if (this.row.state !== 'RUNNING') return
    await Promise.all(Array.from({ length: this.kind.concurrency }, () => this.lane()))
  }

  /** Says how the job stands now and lets go of it. */
  async release(): Promise<void> {
    clearInterval(this.beatTimer)
    await this.count()
    const { jobId } = this.row
    const mine = { jobId, holder: this.holder }
    const free = { holder: null, holderSeenAt: null }
    const now = new Date()
    const cancelled = await db().job.updateMany({
      where: { ...mine, state: 'CANCELLING' },
      data: { ...free, state: 'CANCELLED', ...ended(now) },
    })
    if (cancelled.count > 0) return
    const left = await db().jobItem.count({ where: { jobId, OR: [{ outcome: null }, { outcome: 'RUNNING' }] } })
    if (left === 0) {
      const { failed, unknown } = (await db().job.findUnique({ where: { jobId } })) ?? this.row
      const state = failed + unknown > 0 ? 'DONE_WITH_ERRORS' : 'DONE'
      await db().job.updateMany({ where: mine, data: { ...free, state, stateReason: Prisma.DbNull, ...ended(now) } })
    } else if (this.failure) {
      await db().job.updateMany({
        where: { ...mine, state: 'RUNNING' },
        data: { ...free, state: 'FAILED', stateReason: this.failure },
      })
    } else {
      // The worker stops in the middle: the next one goes on.
      await db().job.updateMany({
        where: { ...mine, state: 'RUNNING' },
        data: { ...free, state: 'QUEUED', queuedAt: null },
      })
    }
    await db().job.updateMany({ where: mine, data: free })
  }

  private async lane(): Promise<void> {
    while (!this.isStopping()) {
      const ctx = await this.context()
      if (!ctx) {
        const detail = `${this.row.actorName} may not act any more: the account is disabled, or the token revoked or expired.`
        return this.fail({ code: 'UNAUTHENTICATED', detail })
      }
      await this.slot()
      const item = this.isStopping() ? null : await this.claim()
      if (!item) return
      await this.perform(ctx, item)
    }
  }

  private async perform(ctx: Context, item: ClaimedItem): Promise<void> {
    let outcome: ItemOutcome
    try {
      outcome = outcomeOfAnswer(await this.kind.perform(ctx, this.taskOf(item)))
    } catch (error) {
      if (this.isLost) return
      if (stopsTheJob(error)) {
        await this.unclaim(item)
        return this.fail({ code: error.code, detail: error.message })
      }
      if (this.workerSignal.aborted) return
      outcome = this.abort.signal.aborted
        ? { outcome: 'UNKNOWN', code: 'CANCELLED', remark: 'Cancelled while it was under way.' }
        : outcomeOfThrown(error)
      if (!(error instanceof AppError))
        log.warn({ error, jobId: this.row.jobId, target: item.target }, 'An item failed')
    }
    await this.record(item, outcome)
  }

  /** The next item, claimed in one statement: while the job runs, by this run, and by nobody else. */
  private async claim(): Promise<ClaimedItem | null> {
    const { jobId } = this.row
    // Materialized, or Postgres may look for the next item once per row that it updates, and claim several at a time.
    const [item] = await db().$queryRaw<ClaimedItem[]>`
      with next as materialized (
        select index from job_items where job_id = ${jobId} and outcome is null
        order by index limit 1 for update skip locked
      )
      update job_items as item set outcome = 'RUNNING', at = now()
      from next
      where item.job_id = ${jobId} and item.index = next.index
        and exists (select 1 from jobs where job_id = ${jobId} and holder = ${this.holder} and state = 'RUNNING')
      returning item.index, item.target, item.input`
    return item ?? null
  }

  private async unclaim({ index }: ClaimedItem): Promise<void> {
    const { jobId } = this.row
    await db().jobItem.updateMany({ where: { jobId, index, outcome: 'RUNNING' }, data: { outcome: null, at: null } })
  }

  private async record({ index, target }: ClaimedItem, result: ItemOutcome): Promise<void> {
    const { jobId } = this.row
    await db().jobItem.updateMany({
      where: { jobId, index, outcome: 'RUNNING' },
      data: { ...result, remark: result.remark?.slice(0, 4_096) ?? null, at: new Date() },
    })
    this.lastItem = target
    void this.count()
    if (result.outcome !== 'FAILED') return
    this.failed += 1
    if (this.failed === PAUSE_AFTER_FAILURES) await this.pauseForFailures(result)
  }

  /**
   * Brings the counters of the job up to its items. One at a time, whoever asks meanwhile is in the next: were they raised with each
   * item, all lanes would wait for one row of the table, and for the disk under it.
   */
  private count(): Promise<void> {
    this.isCountDue = true
    this.counting ??= this.countWhileDue().finally(() => {
      this.counting = null
    })
    return this.counting
  }

  private async countWhileDue(): Promise<void> {
    const { jobId } = this.row
    while (this.isCountDue) {
      this.isCountDue = false
      try {
        await db().$executeRaw`
          update jobs set done = of_items.done, failed = of_items.failed, skipped = of_items.skipped,
            unknown = of_items.unknown, last_item = coalesce(${this.lastItem}, last_item)
          from (
            select count(*) filter (where outcome = 'DONE')::int as done,
              count(*) filter (where outcome = 'FAILED')::int as failed,
              count(*) filter (where outcome = 'SKIPPED')::int as skipped,
              count(*) filter (where outcome = 'UNKNOWN')::int as unknown
            from job_items where job_id = ${jobId}
          ) as of_items
          where job_id = ${jobId}`
      } catch (error) {
        log.warn({ error, jobId }, 'The items of a job could not be counted')
      }
    }
  }

  private async pauseForFailures({ remark }: ItemOutcome): Promise<void> {
    this.stop.abort()
    const detail = `${PAUSE_AFTER_FAILURES} items have failed, the last one so: ${remark ?? 'without a remark'}`
    await db().job.updateMany({
      where: { jobId: this.row.jobId, holder: this.holder, state: 'RUNNING' },
      data: { state: 'PAUSED', stateReason: { code: 'TOO_MANY_FAILURES', detail } },
    })
  }

  /** What a run that died had begun: done, or to be done, or nobody knows. */
  private async settleUnderWay(): Promise<void> {
    const { jobId } = this.row
    const items = await db().jobItem.findMany({ where: { jobId, outcome: 'RUNNING' } })
    for (const item of items) {
      const ctx = await this.context()
      const wasDone = ctx && this.kind.wasDone ? await this.askWhetherDone(ctx, item) : null
      if (wasDone)
        await this.record(item, { outcome: 'DONE', code: null, remark: 'Found done after its worker had died.' })
      else if (wasDone === false) await this.unclaim(item)
      else {
        const remark = 'Its worker died while it was under way.'
        await this.record(item, { outcome: 'UNKNOWN', code: 'WORKER_DIED', remark })
      }
    }
  }

  private async askWhetherDone(ctx: Context, item: ClaimedItem): Promise<boolean | null> {
    try {
      return (await this.kind.wasDone?.(ctx, this.taskOf(item))) ?? null
    } catch (error) {
      log.warn({ error, jobId: this.row.jobId, target: item.target }, 'An item could not be looked up')
      return null
    }
  }

  private taskOf({ target, input }: ClaimedItem) {
    return { clusterId: this.row.clusterId, target, input: this.row.input as unknown, item: input }
  }

  /** With the rights that the starter has now; null when they may not act any more. */
  private async context(): Promise<Context | null> {
    const now = Date.now()
    if (!this.rights || now - this.rights.at > RIGHTS_AGE_MS) {
      const signal = AbortSignal.any([this.abort.signal, this.workerSignal])
      this.rights = { at: now, ctx: await contextOfStarter(this.row, { signal, jobId: String(this.row.jobId) }) }
    }
    return this.rights.ctx && { ...this.rights.ctx, auditIds: [] }
  }

  private isStopping(): boolean {
    return this.stop.signal.aborted || this.workerSignal.aborted
  }

  /** Waits for the next moment at which an item may begin. */
  private async slot(): Promise<void> {
    const now = Date.now()
    const at = Math.max(now, this.nextSlotAt)
    this.nextSlotAt = at + 1000 / this.ratePerSecond
    const signal = AbortSignal.any([this.workerSignal, this.stop.signal])
    if (at > now) await setTimeout(at - now, undefined, { signal }).catch(() => {})
  }

  /** Says that this run lives, and learns what people want of it. */
  private async beat(): Promise<void> {
    const { jobId } = this.row
    try {
      const { count } = await db().job.updateMany({
        where: { jobId, holder: this.holder },
        data: { holderSeenAt: new Date() },
      })
      const row = count > 0 ? await db().job.findUnique({ where: { jobId } }) : null
      if (!row) return this.loseIt()
      this.ratePerSecond = row.ratePerSecond
      if (row.state === 'RUNNING') return
      this.stop.abort()
      if (row.state === 'CANCELLING') await this.giveUpSoon()
    } catch (error) {
      log.warn({ error, jobId }, 'A job could not say that it is worked on')
    }
  }

  private async giveUpSoon(): Promise<void> {
    await setTimeout(CANCEL_PATIENCE_MS, undefined, { signal: this.workerSignal }).catch(() => {})
    this.abort.abort()
  }

  /** Another run has taken it, or it was removed. */
  private loseIt(): void {
    this.isLost = true
    this.stop.abort()
    this.abort.abort()
  }

  private fail(failure: { code: string; detail: string }): void {
    this.failure ??= failure
    this.stop.abort()
  }
}
