import { z } from 'zod'
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi'
import { BrokerRefusalShape, type Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { exportQuery } from '#lib/api/export-list.ts'
import { env } from '#lib/env.ts'

const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().meta({ description: 'Stable; what programs test' }),
    detail: z.string().meta({ description: 'One English sentence for people' }),
    requestId: z.string(),
    fields: z
      .array(
        z.object({
          path: z.string(),
          rule: z.string(),
          params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
          detail: z.string(),
        }),
      )
      .optional(),
    broker: BrokerRefusalShape.optional(),
    permission: z.string().optional(),
    limit: z.number().optional(),
    used: z.number().optional(),
    neededVersion: z.string().optional(),
    retryAfterMs: z.number().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. A fan-out in which nothing was done also carries its lists.' })

/**
 * A codec is written down as what travels: its input side, also in answers. Otherwise `Int64` would read as an integer and `Time`
 * as a date, of which JSON has neither.
 */
const override: NonNullable<CreateDocumentOptions['override']> = ({ zodSchema, jsonSchema, io }) => {
  const { def } = zodSchema._zod
  if (io !== 'output' || def.type !== 'pipe' || !('reverseTransform' in def)) return
  const wire = z.toJSONSchema(def.in as z.ZodType, { io: 'input' })
  for (const key of ['type', 'format', 'minimum', 'maximum', 'pattern', 'items', 'anyOf', 'enum'] as const) {
    const value = wire[key]
    if (value === undefined) delete jsonSchema[key]
    else Object.assign(jsonSchema, { [key]: value })
  }
}

export type OpenapiDocument = ReturnType<typeof createDocument>
let made: OpenapiDocument | undefined

/** The OpenAPI 3.1 document of all endpoints; it does not change while the process runs. */
export function getOpenapi(): OpenapiDocument {
  made ??= createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Apogee API',
        version: '1',
        description:
          'Management console for Apache RocketMQ. 64-bit integers are decimal strings, times ISO 8601 UTC; errors are problem+json with a stable code. Every answer carries X-Request-Id, every write X-Audit-Id.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: env().APOGEE_URL }],
      security: [{ token: [] }, { session: [] }],
      paths: pathsOf(endpoints),
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'API token `apg_…`' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'apogee.session_token',
            description: 'Unsafe methods need the own origin',
          },
        },
      },
    },
    { override },
  )
  return made
}

function pathsOf(list: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {}
  for (const endpoint of list) {
    const path = paths[endpoint.path] ?? {}
    paths[endpoint.path] = { ...path, [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return paths
}

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { permission, description } = endpoint
  const needs =
    permission === 'public'
      ? 'Needs no sign-in.'
      : permission === 'signed-in'
        ? 'For any signed-in user.'
        : `Needs ${permission}.`
  return {
    operationId: operationIdOf(endpoint),
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: description === undefined ? needs : `${description} ${needs}`,
    ...(permission === 'public' && { security: [] }),
    requestParams: {
      ...(endpoint.params instanceof z.ZodObject && { path: endpoint.params }),
      ...(endpoint.query instanceof z.ZodObject && {
        query: endpoint.isExportable ? endpoint.query.extend(exportQuery) : endpoint.query,
      }),
      ...(endpoint.idempotent && { header: IdempotencyHeader }),
    },
    ...(endpoint.body && {
      requestBody: { required: true, content: { 'application/json': { schema: endpoint.body } } },
    }),
    responses: responsesOf(endpoint),
    'x-permission': permission,
  }
}

const IdempotencyHeader = z.object({
  'Idempotency-Key': z.string().max(255).optional().meta({ description: 'The same key gets the same answer for 24 h' }),
})

/** `GET /api/v1/clusters/{clusterId}/topics` → `getClustersByClusterIdTopics`. */
function operationIdOf(endpoint: Pick<Endpoint, 'method' | 'path'>): string {
  const words = endpoint.path
    .replace('/api/v1/', '')
    .replace(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
  return endpoint.method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function responsesOf(endpoint: Endpoint): ZodOpenApiOperationObject['responses'] {
  const status = endpoint.status ?? 200
  const types = endpoint.responseTypes ?? ['application/json']
  const content = {
    ...Object.fromEntries(types.map((type) => [type, { schema: endpoint.response }])),
    ...(endpoint.isExportable && {
      'text/csv': { schema: z.string() },
      'application/x-ndjson': { schema: z.string() },
    }),
  }
  const isFanOut =
    endpoint.response instanceof z.ZodObject &&
    ['done', 'failed', 'unknown'].every((key) => key in (endpoint.response as z.ZodObject).shape)
  return {
    [`${status}`]: status === 204 ? { description: 'Done' } : { description: 'Done', content },
    ...(isFanOut && { '207': { description: 'Done in part: the lists say where', content } }),
    default: { description: 'Refused or failed', content: { 'application/problem+json': { schema: Problem } } },
  }
}
