import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRegistration } from './find-registration.ts'
import { readLimits, toLimits } from './get-limits.ts'
import type { Limits, LimitsInput } from './schema.ts'

/**
 * Limits what is created or changed from now on; what exists stays.
 *
 * @throws AppError INVALID_INPUT for a pattern that is no regular expression or a range that is empty, CONFLICT when the revision
 *   is old
 */
export async function setLimits(ctx: Context, input: LimitsInput & { clusterId: string }): Promise<Limits> {
  const { clusterId, revision, ...limits } = input
  requirePermission(ctx, 'limit:write', clusterId)
  const { name } = await findRegistration(clusterId)
  const before = await readLimits(clusterId)
  const entry = {
    action: 'limit.update',
    clusterId,
    target: { kind: 'cluster', name },
    permission: 'limit:write' as const,
    before,
    detail: limits,
  }
  return audited(ctx, entry, async (record) => {
    requireSound(limits)
    const written = await write(clusterId, limits, revision ?? before.revision)
    if (!written)
      throw new AppError('CONFLICT', `The limits of ${name} were changed by somebody else meanwhile. Load them again.`)
    record.after(written)
    return written
  })
}

function requireSound(limits: Omit<LimitsInput, 'revision'>): void {
  const fields: FieldError[] = []
  const { topicQueuesMin: min, topicQueuesMax: max } = limits
  if (min > max) {
    const detail = `At least ${min} and at most ${max} queues leave no choice.`
    fields.push({ path: 'body.topicQueuesMax', rule: 'emptyRange', params: { min, max }, detail })
  }
  for (const key of ['topicNamePattern', 'groupNamePattern', 'topicNameHint', 'groupNameHint'] as const) {
    const pattern = limits[key]
    if (pattern !== null && !isRegex(pattern)) {
      fields.push({ path: `body.${key}`, rule: 'regex', detail: `${pattern} is no regular expression.` })
    }
  }
  const [first] = fields
  if (first) throw new AppError('INVALID_INPUT', first.detail, { fields })
}

function isRegex(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch {
    return false
  }
}

/** Null when somebody else was first. */
async function write(clusterId: string, limits: Omit<Limits, 'revision'>, revision: string): Promise<Limits | null> {
  const table = db().clusterLimits
  if (revision === '0') {
    const [row] = await table.createManyAndReturn({ data: { clusterId, ...limits }, skipDuplicates: true })
    return row ? toLimits(row) : null
  }
  const [row] = await table.updateManyAndReturn({
    where: { clusterId, revision: /^\d{1,9}$/.test(revision) ? Number(revision) : 0 },
    data: { ...limits, revision: { increment: 1 } },
  })
  return row ? toLimits(row) : null
}
