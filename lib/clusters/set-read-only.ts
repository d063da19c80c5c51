import { audited } from '#lib/audit/audited.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRegistration, writeRegistration } from './find-registration.ts'
import { type Cluster, MAX_READ_ONLY_EXCEPTION_MS, type ReadOnlyInput } from './schema.ts'
import { toCluster } from './to-cluster.ts'

/**
 * Makes a cluster refuse writes, or allows them again: for good, or for some hours with a reason, after which it ends by itself.
 *
 * @throws AppError INVALID_INPUT when the exception is past, longer than 4 h, or for a cluster that is not read-only
 */
export async function setReadOnly(ctx: Context, input: ReadOnlyInput & { clusterId: string }): Promise<Cluster> {
  const { clusterId, readOnly, exception } = input
  requirePermission(ctx, 'cluster:read-only', clusterId)
  const row = await findRegistration(clusterId)
  const entry = {
    action: 'cluster.read-only',
    clusterId,
    target: { kind: 'cluster', name: row.name },
    permission: 'cluster:read-only' as const,
    before: toCluster(row),
    detail: { readOnly, ...(exception !== undefined && { exception }) },
    ...(exception && { reason: exception.reason }),
  }
  return audited(ctx, entry, async (record) => {
    if (exception) checkException(readOnly, exception.until)
    const keepsException = readOnly && exception === undefined
    const written = await writeRegistration(row, {
      readOnly,
      ...(!keepsException && {
        readOnlyExceptionUntil: exception?.until ?? null,
        readOnlyExceptionBy: exception ? ctx.actor.name : null,
        readOnlyExceptionReason: exception?.reason ?? null,
      }),
    })
    const cluster = toCluster(written)
    record.after(cluster)
    return cluster
  })
}

function checkException(readOnly: boolean, until: Date): void {
  const aheadMs = until.getTime() - Date.now()
  const hours = MAX_READ_ONLY_EXCEPTION_MS / 3_600_000
  const refuse = (rule: string, detail: string) =>
    new AppError('INVALID_INPUT', detail, {
      fields: [{ path: 'body.exception.until', rule, params: { hours }, detail }],
    })
  if (!readOnly) throw refuse('notReadOnly', 'Only a read-only cluster has an exception.')
  if (aheadMs <= 0) throw refuse('past', 'The exception must end in the future.')
  if (aheadMs > MAX_READ_ONLY_EXCEPTION_MS) throw refuse('tooFar', `An exception lasts at most ${hours} hours.`)
}
