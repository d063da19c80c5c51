import { z } from 'zod'
import { ClusterParams, endpoint, Impact, labelFilter, listOf, listQuery } from '#lib/api/endpoint.ts'
import {
  Namespace,
  NamespaceEntry,
  NamespacePatch,
  NamespaceSums,
  NewNamespace,
  namespaceSortFields,
} from './schema.ts'

const tag = 'Namespaces'
// A namespace that names show may be any; what is created has a narrower form.
const NamespaceParams = ClusterParams.extend({ namespace: z.string().min(1).max(255) })
const ofPath = ({ params }: { params: { namespace: string } }) => ({ kind: 'namespace', name: params.namespace })
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })

export const listNamespacesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/namespaces',
  tag,
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
    label: labelFilter.optional(),
    owner: z.string().max(64).optional(),
  }),
  response: listOf(Namespace).extend({
    totals: NamespaceSums.meta({ description: 'Of all namespaces of the cluster, whatever the filters' }),
  }),
  isExportable: true,
  permission: 'namespace:read',
})

export const createNamespaceEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/namespaces',
  tag,
  summary: 'Declare a namespace',
  description: 'A prefix of names: RocketMQ learns of it with the first topic or group in it.',
  status: 201,
  params: ClusterParams,
  body: NewNamespace,
  response: NamespaceEntry,
  permission: 'namespace:write',
  audit: { action: 'namespace.create', target: ({ body }) => ({ kind: 'namespace', name: body.namespace }) },
  idempotent: true,
})

export const getNamespaceEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/namespaces/{namespace}',
  tag,
  summary: 'Show what is declared of a namespace',
  params: NamespaceParams,
  response: NamespaceEntry,
  permission: 'namespace:read',
})

export const updateNamespaceEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/clusters/{clusterId}/namespaces/{namespace}',
  tag,
  summary: 'Change limits, remark, labels, owner and protection of a namespace',
  description: 'One that was only found in names is declared by it.',
  params: NamespaceParams,
  body: NamespacePatch,
  response: NamespaceEntry,
  permission: 'namespace:write',
  audit: { action: 'namespace.update', target: ofPath },
})

export const deleteNamespaceEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/clusters/{clusterId}/namespaces/{namespace}',
  tag,
  summary: 'Delete a namespace in which nothing is left',
  params: NamespaceParams,
  query: z.strictObject({ confirm: z.string().max(255).optional(), dryRun: Flag.optional() }),
  response: z.union([Impact, NamespaceEntry]),
  permission: 'namespace:write',
  audit: { action: 'namespace.delete', target: ofPath },
})
