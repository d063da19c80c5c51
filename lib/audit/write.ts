import { randomUUID } from 'node:crypto'
import type { Outcome } from '#lib/audit/outcome.ts'
import { redact, redactText } from '#lib/audit/redact.ts'
import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'

export interface AuditEntry {
  /** `thing.verb`: `topic.delete`. */
  action: string
  clusterId?: string
  target: { kind: string; name: string }
  permission?: Permission
  before?: unknown
  /** What is asked for, where it is not simply the body of the request; null keeps nothing of it. */
  detail?: unknown
  /** Why, in the person's own words. */
  reason?: string
  /** The `mqadmin` command that does the same, secrets as placeholders. */
  command?: string
}

/** What a write hands back: the whole row would be read again for nobody. */
const nothing = { auditId: true }

/** Stores who is about to do what, and returns the id of the row. */
export async function writeIntent(ctx: Context, entry: AuditEntry): Promise<string> {
  const auditId = randomUUID()
  await db().auditEvent.create({ data: { auditId, ...(await intentOf(ctx, entry)) }, select: nothing })
  return auditId
}

export async function writeOutcome(
  auditId: string,
  result: Outcome & { durationMs: number; before?: unknown; after?: unknown },
): Promise<void> {
  await db().auditResult.create({ data: { auditId, ...outcomeData(result) }, select: nothing })
}

/** An attempt that never came to an effect: intent and outcome in one statement. */
export async function writeRefusal(ctx: Context, entry: AuditEntry, refused: Outcome): Promise<string> {
  const auditId = randomUUID()
  const outcome = { create: outcomeData({ ...refused, durationMs: 0 }) }
  await db().auditEvent.create({ data: { auditId, ...(await intentOf(ctx, entry)), outcome } })
  return auditId
}

async function intentOf(ctx: Context, entry: AuditEntry) {
  // Name and environment as they are now: the registration may be renamed or purged later.
  const cluster = entry.clusterId
    ? await db().cluster.findUnique({
        where: { clusterId: entry.clusterId },
        select: { name: true, environment: true },
      })
    : null
  const { actor, request } = ctx
  return {
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    onBehalfOf: actor.onBehalfOf ?? null,
    address: ctx.address,
    agent: ctx.agent === null ? null : redactText(ctx.agent).slice(0, 512),
    sessionId: ctx.sessionId ?? null,
    tokenId: ctx.tokenId ?? null,
    jobId: ctx.jobId ?? null,
    action: entry.action,
    targetKind: entry.target.kind,
    targetName: redactText(entry.target.name).slice(0, 1024),
    clusterId: entry.clusterId ?? null,
    clusterName: cluster?.name ?? null,
    environment: cluster?.environment ?? null,
    permission: entry.permission ?? null,
    request: {
      method: request?.method ?? null,
      path: request === undefined ? null : redactText(request.path).slice(0, 4096),
      body: (bounded(redact(entry.detail === undefined ? request?.body : entry.detail)) ??
        null) as Prisma.InputJsonValue | null, // plain JSON after `redact`
      ...(entry.reason !== undefined && { reason: redactText(entry.reason) }),
      ...(entry.command !== undefined && { command: redactText(entry.command) }),
    },
    requestId: ctx.requestId,
  }
}

function outcomeData(result: Outcome & { durationMs: number; before?: unknown; after?: unknown }) {
  return {
    durationMs: result.durationMs,
    outcome: result.outcome,
    before: json(bounded(result.before)),
    after: json(bounded(result.after)),
    servers: json(redact(result.servers)),
    error: json(redact(result.error)),
  }
}

const maxJsonLength = 262_144

/** A row is a record, not a backup: what is larger than 256 KiB keeps its size only. */
function bounded(value: unknown): unknown {
  const length = value === undefined ? 0 : JSON.stringify(value).length
  return length > maxJsonLength ? { isCut: true, length } : value
}

/** `redact` has made it plain JSON; Prisma tells an absent column from a JSON null. */
function json(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === undefined || value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue)
}
