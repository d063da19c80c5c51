import { protectedError, requireConfirm } from '#lib/api/confirm.ts'
import type { Impact } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { dropMetadata } from '#lib/metadata/drop-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onNamespace } from '#lib/users/scope-match.ts'
import { type FoundNamespace, findNamespace, toEntry } from './find-namespace.ts'
import type { NamespaceEntry } from './schema.ts'

interface DeleteNamespaceInput {
  clusterId: string
  namespace: string
  /** The full name, typed. */
  confirm?: string | undefined
  dryRun?: boolean | undefined
}

/**
 * Forgets what was declared of a namespace in which no topic and no group is left.
 *
 * @throws AppError PROTECTED, CONFLICT while something carries its name, NOT_FOUND, READ_ONLY
 */
export async function deleteNamespace(ctx: Context, input: DeleteNamespaceInput): Promise<NamespaceEntry | Impact> {
  const { clusterId, namespace, confirm, dryRun } = input
  requirePermission(ctx, 'namespace:write', clusterId, onNamespace(namespace))
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const found = await findNamespace(ctx, cluster, namespace)
  if (dryRun) return impactOf(namespace, found)
  const entry = {
    action: 'namespace.delete',
    clusterId,
    target: { kind: 'namespace', name: namespace },
    permission: 'namespace:write' as const,
    before: found.metadata,
  }
  return audited(ctx, entry, async () => {
    const [blocked] = blockedBy(namespace, found)
    if (blocked) throw blocked
    requireConfirm(confirm, namespace)
    await dropMetadata({ clusterId, kind: 'namespace', name: namespace })
    return toEntry(namespace, found.metadata)
  })
}

function blockedBy(namespace: string, { metadata, topics, groups }: FoundNamespace): AppError[] {
  return [
    ...(metadata.deletionProtection ? [protectedError(namespace)] : []),
    ...(topics + groups > 0
      ? [
          new AppError(
            'CONFLICT',
            `${topics} topics (retry and dead-letter topics counted) and ${groups} groups still carry the name ${namespace}. Delete these first.`,
          ),
        ]
      : []),
  ]
}

function impactOf(namespace: string, found: FoundNamespace): Impact {
  const { topics, groups } = found
  return {
    dryRun: true,
    blockedBy: blockedBy(namespace, found).map(({ code, message }) => ({ code, detail: message })),
    needsForce: false,
    confirm: namespace,
    effects: [
      { kind: 'topics', target: namespace, count: BigInt(topics), detail: 'Topics whose name begins with it.' },
      { kind: 'groups', target: namespace, count: BigInt(groups), detail: 'Groups whose name begins with it.' },
    ],
    steps: [{ step: 'forget its limits, remark, labels and owner; RocketMQ is not touched', target: namespace }],
    command: '',
  }
}
