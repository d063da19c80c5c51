import { getCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { parseStack } from '#lib/monitoring/parse-stack.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { askClient } from './ask-client.ts'
import type { ClientStack } from './schema.ts'
import { seenStack } from './seen-stack.ts'

export interface GetStackInput {
  clusterId: string
  clientId: string
  group: string
}

/**
 * The stacks of all threads of one consumer, now. Takes as long as the client: up to 12 s.
 *
 * @throws AppError as {@link askClient}; NOT_SUPPORTED when it answers without stacks, as libraries other than Java's may
 */
export async function getStack(ctx: Context, { clusterId, clientId, group }: GetStackInput): Promise<ClientStack> {
  requirePermission(ctx, 'client:stack', clusterId, onGroup(group))
  const cluster = await getCluster(ctx, clusterId)
  const question = { clientId, groupName: group, withStack: true }
  const { info } = await askClient(cluster, question, ctx.signal)
  if (!info.jstack) throw new AppError('NOT_SUPPORTED', `${clientId} answered, but its library tells no stacks.`)
  return { clientId, takenAt: new Date(), ...seenStack(parseStack(info.jstack), { group }, cluster.scope) }
}
