import type { List } from '#lib/api/endpoint.ts'
import { listClients } from '#lib/clients/list-clients.ts'
import type { Client } from '#lib/clients/schema.ts'
import type { Context } from '#lib/users/context.ts'

export interface ListGroupClientsInput {
  clusterId: string
  groupName: string
  page: number
  pageSize: number
  sort?: string | undefined
}

/** The consumers of a group that are online, as the sampler last saw them: asks nobody. */
export async function listGroupClients(
  ctx: Context,
  { groupName, ...input }: ListGroupClientsInput,
): Promise<List<Client>> {
  const { items, total, page, pageSize, sampledAt, partial } = await listClients(ctx, {
    ...input,
    group: groupName,
    kind: 'CONSUMER',
    include: ['system'],
  })
  return { items, total, page, pageSize, ...(sampledAt && { sampledAt }), ...(partial && { partial }) }
}
