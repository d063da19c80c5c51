import type { List } from '#lib/api/endpoint.ts'
import type { Context } from '#lib/users/context.ts'
import { listClients } from './list-clients.ts'
import type { Client, ConnectedProducer } from './schema.ts'

export interface ListProducersInput {
  clusterId: string
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  /** Producer group. */
  group?: string | undefined
}

/**
 * The producers among the clients, in the words for producers: what brokers list (328), so no producer of gRPC and none of a
 * broker before 4.9.7.
 */
export async function listProducers(ctx: Context, input: ListProducersInput): Promise<List<ConnectedProducer>> {
  const sort = input.sort?.replace('producerGroup', 'groupName')
  const clients = await listClients(ctx, { ...input, sort, kind: 'PRODUCER' })
  const { items, total, page, pageSize, sampledAt, partial } = clients
  return {
    items: items.map(toProducer),
    total,
    page,
    pageSize,
    ...(sampledAt && { sampledAt }),
    ...(partial && { partial }),
  }
}

function toProducer(client: Client): ConnectedProducer {
  const { clientId, address, host, language, version, risk, protocol, seenBy, firstSeenAt, lastSeenAt } = client
  return {
    clientId,
    address,
    host,
    producerGroup: client.groupName,
    language,
    version,
    ...(risk && { risk }),
    protocol,
    seenBy,
    firstSeenAt,
    lastSeenAt,
    source: 'CONNECTION',
  }
}
