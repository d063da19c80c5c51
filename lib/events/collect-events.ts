import type { AuditRow } from '#lib/audit/schema.ts'
import { auditInclude, toAuditRow } from '#lib/audit/to-audit-row.ts'
import { db } from '#lib/db/db.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { eventOfAudit } from './event-of-audit.ts'
import { eventsOfInbox } from './events-of-inbox.ts'
import type { EventType } from './schema.ts'

const batchSize = 500

/** An event before it has its place. */
export interface NewEvent {
  eventId: string
  type: EventType
  at: Date
  clusterId: string | null
  objectName: string
  payload: Prisma.InputJsonObject
}

interface Progress {
  sealNo: bigint
  position: bigint
}

/**
 * Gives what has happened since its place in the one order that all subscriptions read: rows of the audit in the order of their
 * seals, ends of jobs and changes of alarms as they were noted. Nothing is kept while nobody listens.
 *
 * @returns how many events there were
 */
export async function collectEvents(now: Date, signal?: AbortSignal): Promise<number> {
  let collected = 0
  while (!signal?.aborted) {
    const { events, isMore } = await collectBatch(now)
    collected += events
    if (!isMore) break
  }
  return collected
}

async function collectBatch(now: Date): Promise<{ events: number; isMore: boolean }> {
  return db().$transaction(
    async (tx) => {
      const progress = await lockCollector(tx)
      const wanted = new Set(
        (await tx.eventSubscription.findMany({ where: { isEnabled: true }, select: { types: true } })).flatMap(
          ({ types }) => types,
        ),
      )
      if (wanted.size === 0) {
        await skipAll(tx)
        return { events: 0, isMore: false }
      }
      const seals = await tx.auditSeal.findMany({
        where: { sealNo: { gt: progress.sealNo } },
        orderBy: { sealNo: 'asc' },
        take: batchSize,
      })
      const inbox = await tx.$queryRaw<{ id: bigint; source: string; ref: string }[]>`
        delete from event_inbox where id in (select id from event_inbox order by id limit ${batchSize})
        returning id, source, ref`
      if (seals.length === 0 && inbox.length === 0) return { events: 0, isMore: false }
      inbox.sort((a, b) => Number(a.id - b.id))
      const found = [...(await eventsOfSeals(tx, seals)), ...(await eventsOfInbox(tx, inbox))]
      const events = await withoutKnown(
        tx,
        found.filter(({ type }) => wanted.has(type)),
      )
      let { position } = progress
      await tx.outgoingEvent.createMany({
        data: events.map((event) => {
          position += 1n
          return { position, ...event, collectedAt: now }
        }),
      })
      await tx.eventCollector.update({
        where: { id: 1 },
        data: { position, sealNo: seals.at(-1)?.sealNo ?? progress.sealNo },
      })
      return { events: events.length, isMore: seals.length === batchSize || inbox.length === batchSize }
    },
    { maxWait: 10_000, timeout: 30_000 },
  )
}

/** A job that ended twice in a moment is noted twice, and has one end by now. */
async function withoutKnown(tx: Prisma.TransactionClient, events: readonly NewEvent[]): Promise<NewEvent[]> {
  const distinct = new Map(events.map((event) => [event.eventId, event]))
  const known = await tx.outgoingEvent.findMany({
    where: { eventId: { in: [...distinct.keys()] } },
    select: { eventId: true },
  })
  for (const { eventId } of known) distinct.delete(eventId)
  return [...distinct.values()]
}

/** Of several processes one at a time gives out places. */
async function lockCollector(tx: Prisma.TransactionClient): Promise<Progress> {
  await tx.$queryRaw`select 1 from event_collector where id = 1 for update`
  return tx.eventCollector.findUniqueOrThrow({ where: { id: 1 } })
}

/** What happened while nobody listened is not told later. */
async function skipAll(tx: Prisma.TransactionClient): Promise<void> {
  const { headNo } = await tx.auditChain.findUniqueOrThrow({ where: { id: 1 } })
  await tx.eventCollector.updateMany({ where: { id: 1, sealNo: { not: headNo } }, data: { sealNo: headNo } })
  await tx.eventInbox.deleteMany()
}

/**
 * Makes sure that a subscription which begins now gets nothing of before, also when no worker has run for a while.
 * @returns the position behind which it begins
 */
export async function beginCollecting(tx: Prisma.TransactionClient): Promise<bigint> {
  const { position } = await lockCollector(tx)
  if ((await tx.eventSubscription.count({ where: { isEnabled: true } })) === 0) await skipAll(tx)
  return position
}

type Seal = Prisma.AuditSealGetPayload<object>

async function eventsOfSeals(tx: Prisma.TransactionClient, seals: readonly Seal[]): Promise<NewEvent[]> {
  const rows = await tx.auditEvent.findMany({
    where: { auditId: { in: seals.map(({ auditId }) => auditId) } },
    include: auditInclude,
  })
  const byId = new Map(rows.map((row) => [row.auditId, toAuditRow(row)]))
  return seals.flatMap(({ sealNo, kind, auditId, hash }): NewEvent[] => {
    const row = byId.get(auditId)
    if (!row) return []
    // An intent by itself is told only while its outcome is not there: it may be all that there will ever be.
    if (kind === 'INTENT' && row.durationMs !== null) return []
    const about = { clusterId: row.cluster?.clusterId ?? null, objectName: row.target.name }
    const seal = { sealNo: sealNo.toString(), hash: Buffer.from(hash).toString('hex') }
    const told: NewEvent = {
      eventId: `${kind === 'INTENT' ? 'intent' : 'audit'}-${auditId}`,
      type: 'audit',
      at: row.at,
      ...about,
      payload: { auditId, phase: kind, seal },
    }
    // What is given to a group of a provider changes no user that could be named.
    const type = kind === 'OUTCOME' && row.target.kind !== 'provider-group' ? eventOfAudit(row) : null
    return type ? [told, { eventId: `event-${auditId}`, type, at: row.at, ...about, payload: changeOf(row) }] : [told]
  })
}

/** What was changed, by whom; the row of the audit has the rest. */
function changeOf(row: AuditRow): Prisma.InputJsonObject {
  const { kind, name, onBehalfOf } = row.actor
  return {
    cluster: row.cluster ? { ...row.cluster } : null,
    object: row.target,
    by: { kind, name, ...(onBehalfOf !== undefined && { onBehalfOf }) },
    action: row.action,
    outcome: row.outcome,
    reason: row.request.reason ?? null,
    auditId: row.auditId,
  }
}
