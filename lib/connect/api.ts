import { z } from 'zod'
import { ClusterParams, endpoint, partial, Time } from '#lib/api/endpoint.ts'
import { NewGroupName } from '#lib/groups/schema.ts'
import { NewTopicName } from '#lib/topics/schema.ts'
import { ConnectEndpoint, Scenario, ScenarioId, Snippet, SnippetQuery } from './schema.ts'

const tag = 'Connect'

export const getConnectEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/connect',
  tag,
  summary: 'List what clients dial, and whether the console reaches it now',
  description:
    'Each address is asked once, all at the same time. What the console reaches, a client elsewhere may not.',
  params: ClusterParams,
  response: z.object({ items: z.array(ConnectEndpoint), askedAt: Time, partial }),
  permission: 'connect:read',
})

export const getSnippetEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/connect/snippet',
  tag,
  summary: 'Write a program that sends or receives here',
  description: 'Complete, with the secret read from the environment. `notes` say what does not fit in this cluster.',
  params: ClusterParams,
  query: SnippetQuery,
  response: Snippet,
  permission: 'connect:read',
})

export const getScenarioEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/connect/scenarios/{scenario}',
  tag,
  summary: 'Show how far a scenario is set up, read from the cluster',
  params: ClusterParams.extend({ scenario: ScenarioId }),
  query: z.strictObject({
    topic: NewTopicName.optional(),
    group: NewGroupName.optional(),
  }),
  response: Scenario,
  permission: 'connect:read',
})
