import type { Endpoint } from '#lib/api/endpoint.ts'
import { countRequest } from '#lib/api/rate-limit.ts'
import type { Outcome } from '#lib/audit/outcome.ts'
import { writeRefusal } from '#lib/audit/write.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'
import { type Permission, permissions } from '#lib/users/permissions.ts'

/** What was read of the request before it was refused; a part that was not reached is undefined. */
export interface Read {
  params: unknown
  query: unknown
  body: unknown
}

/**
 * Leaves a row about a write whose verb left none: refused before it was reached, asked for what is not there or not allowed, or with
 * nothing to do. Attempts of nobody are summed, at most one row per address and minute, so that a stranger cannot fill the database.
 */
export async function recordAttempt(ctx: Context, endpoint: Endpoint, read: Read, outcome: Outcome): Promise<void> {
  if (!endpoint.audit) return
  try {
    if (ctx.actor.id === '' && (await countRequest(`refused:${ctx.address}`, new Date())) > 1) return
    const clusterId = (read.params as { clusterId?: string } | undefined)?.clusterId // params are objects of text
    const auditId = await writeRefusal(
      ctx,
      {
        action: endpoint.audit.action,
        target: targetOf(endpoint, read),
        ...(clusterId !== undefined && { clusterId }),
        ...(isPermission(endpoint.permission) && { permission: endpoint.permission }),
      },
      outcome,
    )
    ctx.auditIds.push(auditId)
  } catch (cause) {
    log.error({ error: cause, requestId: ctx.requestId }, 'attempt could not be recorded')
  }
}

const isPermission = (value: Endpoint['permission']): value is Permission =>
  (permissions as readonly string[]).includes(value)

/** The body may be missing or broken, as nobody has judged it yet; then the parameters of the path say what was aimed at. */
function targetOf(endpoint: Endpoint, read: Read): { kind: string; name: string } {
  try {
    const target = endpoint.audit?.target(read as { params: never; query: never; body: never }) // parsed with the same schemas where parsed at all
    if (target && typeof target.name === 'string') return target
  } catch {
    // Falls through: the fields it reads are not there.
  }
  const kind = endpoint.audit?.action.split('.')[0] ?? ''
  return { kind, name: Object.values((read.params as Record<string, string> | undefined) ?? {}).at(-1) ?? '' }
}
