import { randomBytes } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { newClusterColumns, sealSecrets } from './cluster-columns.ts'
import type { Cluster, ClusterInput } from './schema.ts'
import { toCluster } from './to-cluster.ts'
import { withoutSecrets } from './without-secrets.ts'

/**
 * Registers a cluster. Dials nothing: saving what cannot be reached is allowed, the test is a verb of its own.
 *
 * @throws AppError CONFLICT when a live or removed registration has the name
 */
export async function createCluster(ctx: Context, input: ClusterInput): Promise<Cluster> {
  requirePermission(ctx, 'cluster:register')
  if (input.readOnly) requirePermission(ctx, 'cluster:read-only')
  const clusterId = newClusterId()
  const entry = {
    action: 'cluster.create',
    clusterId,
    target: { kind: 'cluster', name: input.name },
    permission: 'cluster:register' as const,
    detail: withoutSecrets(input),
  }
  return audited(ctx, entry, async (record) => {
    const row = await nameTaken(input.name, () =>
      db().$transaction(async (tx) => {
        const secrets = await sealSecrets(input, { secretKeySealedId: null, tlsClientKeySealedId: null }, tx)
        return tx.cluster.create({
          data: { clusterId, createdBy: ctx.actor.name, ...newClusterColumns(input), ...secrets },
        })
      }),
    )
    const cluster = toCluster(row)
    record.after(cluster)
    return cluster
  })
}

/** `rmq-` and 40 random bits in base 32. */
function newClusterId(): string {
  const digits = 'abcdefghijklmnopqrstuvwxyz234567'
  return `rmq-${Array.from(randomBytes(8), (byte) => digits.charAt(byte % 32)).join('')}`
}

/** Names are unique among live and removed registrations; the database is the judge. */
export async function nameTaken<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new AppError(
        'CONFLICT',
        `A cluster named ${name} is registered already, or was and can still be restored.`,
        {
          fields: [{ path: 'body.name', rule: 'unique', detail: 'This name is taken.' }],
        },
      )
    }
    throw error
  }
}
