import { z } from 'zod'
import { ClusterParams, commaList, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { Namespace, NamespaceSums, namespaceSortFields } from './schema.ts'

const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })

export const listNamespacesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/namespaces',
  tag: 'Namespaces',
  summary: 'List the namespaces of a cluster with what their topics and groups add up to',
  description:
    'A namespace is a prefix of names, found in them or declared here. Without `sort`: what has no namespace, then the worst first.',
  params: ClusterParams,
  query: z.strictObject({
    ...listQuery(...namespaceSortFields),
    q: z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'Part of the name, a glob with *, or /a regular expression/' }),
    declared: Flag.optional().meta({ description: 'false: only found in names' }),
    label: commaList(z.string()).optional().meta({ description: 'key=value; all must hold' }),
    owner: z.string().max(64).optional(),
  }),
  response: listOf(Namespace).extend({
    totals: NamespaceSums.meta({ description: 'Of all namespaces of the cluster, whatever the filters' }),
  }),
  permission: 'namespace:read',
})
