import { z } from 'zod'
import { ClusterId, commaList, endpoint } from '#lib/api/endpoint.ts'
import { NotSearched, SearchHit, SearchKind } from './schema.ts'

export const searchEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/search',
  tag: 'Search',
  summary: 'Find clusters, topics, groups, clients, namespaces, roles and users by a part of their name',
  description:
    'In every cluster that you may see, of each kind what you may read. Asks brokers for nothing that lists do not hold already, and for roles once a minute. Text that looks like a message id is offered as a message of each cluster that may have it.',
  query: z.strictObject({
    q: z.string().trim().min(1).max(255).meta({ description: 'Every word must be in the name, in any case' }),
    kinds: commaList(SearchKind).optional(),
    limit: z.coerce.number().int().min(1).max(50).default(8).meta({ description: 'Of each kind' }),
    clusterId: ClusterId.optional().meta({ description: 'What this cluster has comes first among equals' }),
  }),
  response: z.object({ items: z.array(SearchHit), notSearched: z.array(NotSearched) }),
  permission: 'signed-in',
})
