import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { readRetentionDays } from './audit-settings.ts'
import { macEnd } from './chain-hash.ts'
import { ensureChainKey } from './chain-key.ts'
import { bytes, lockChain } from './seal-audit.ts'

const dayMs = 24 * 3_600_000
const batchSize = 5000

/**
 * Removes rows whose retention has ended, oldest first, with their seals. The seal before the oldest that stays is kept as the
 * anchor of the chain and vouched for, so that what is left can be verified. The removal is a row itself.
 *
 * @returns how many events were removed
 */
export async function forgetAudit(ctx: Context, now: Date): Promise<number> {
  const days = await readRetentionDays()
  const before = new Date(now.getTime() - days * dayMs)
  const oldest = await db().auditSeal.findFirst({ orderBy: { sealNo: 'asc' } })
  if (!oldest || oldest.at >= before) return 0
  const target = { kind: 'audit', name: `before ${before.toISOString()}` }
  return audited(ctx, { action: 'audit.forget', target, detail: { retentionDays: days } }, async (record) => {
    let events = 0
    for (let size = batchSize; !ctx.signal.aborted; ) {
      const { removed, seals, isDone } = await forgetBatch(before, size)
      events += removed
      if (isDone) break
      // A write that took so long that its outcome is not among them.
      if (seals === 0) size *= 4
    }
    record.after({ events })
    return events
  })
}

interface Oldest {
  sealNo: bigint
  auditId: string
  kind: string
  hash: Uint8Array
  at: Date
  /** Of the outcome of this event. */
  outcomeNo: bigint | null
}

/** Removes a run of seals from the oldest on: it ends before one that is too young, and where no event loses its outcome. */
async function forgetBatch(before: Date, size: number): Promise<{ removed: number; seals: number; isDone: boolean }> {
  return db().$transaction(
    async (tx) => {
      await lockChain(tx)
      const key = await ensureChainKey(tx)
      const oldest = await tx.$queryRaw<Oldest[]>`
        select s.seal_no "sealNo", s.audit_id "auditId", s.kind::text "kind", s.hash, s.at, o.seal_no "outcomeNo"
        from audit_seals s
        left join audit_seals o on s.kind = 'INTENT' and o.kind = 'OUTCOME' and o.audit_id = s.audit_id
        order by s.seal_no limit ${size}`
      const young = oldest.findIndex(({ at }) => at >= before)
      const old = young < 0 ? oldest : oldest.slice(0, young)
      const run = old.slice(0, endOfRun(old))
      const last = run.at(-1)
      const isAll = young >= 0 || oldest.length < size
      if (!last) return { removed: 0, seals: 0, isDone: isAll }
      const idsOf = (kind: string) => run.filter((seal) => seal.kind === kind).map(({ auditId }) => auditId)
      await tx.$queryRaw`select set_config('apogee.forgets_audit', 'on', true)`
      await tx.$executeRaw`delete from audit_outcomes where audit_id = any(${idsOf('OUTCOME')}::text[])`
      const removed = await tx.$executeRaw`delete from audit_events where audit_id = any(${idsOf('INTENT')}::text[])`
      await tx.$executeRaw`delete from audit_seals where seal_no <= ${last.sealNo}`
      await tx.auditChain.update({
        where: { id: 1 },
        data: {
          anchorNo: last.sealNo,
          anchorHash: bytes(last.hash),
          anchorMac: bytes(macEnd(key, 'anchor', last.sealNo, last.hash)),
          keptFrom: before,
        },
      })
      return { removed, seals: run.length, isDone: isAll }
    },
    { maxWait: 10_000, timeout: 60_000 },
  )
}

/** The longest run in which every event has its outcome with it. */
function endOfRun(seals: readonly Oldest[]): number {
  let end = 0
  let reach = 0n
  for (const [i, { sealNo, outcomeNo }] of seals.entries()) {
    if (outcomeNo !== null && outcomeNo > reach) reach = outcomeNo
    if (reach <= sealNo) end = i + 1
  }
  return end
}
