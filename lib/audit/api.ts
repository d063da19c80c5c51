import { z } from 'zod'
import { ClusterId, ClusterParams, commaList, endpoint, listOf, listQuery, Time } from '#lib/api/endpoint.ts'
import { AuditActor, AuditObject, AuditOutcome, AuditRow, HistoryRow } from '#lib/audit/schema.ts'
import { TimeZone } from '#lib/users/schema.ts'

const tag = 'Audit'
const text = (maxLength: number) => z.string().min(1).max(maxLength)

const filter = {
  from: Time.optional(),
  to: Time.optional(),
  who: text(128).optional().meta({ description: 'Part of the name of user or token, or its id' }),
  action: commaList(z.string().max(64))
    .optional()
    .meta({ description: '`topic.delete`, or `topic.` for all of a thing' }),
  kind: text(64).optional().meta({ description: 'Kind of the target: topic, group, cluster, user …' }),
  target: text(1024).optional().meta({ description: 'Part of the name of the target' }),
  targetName: text(1024).optional().meta({ description: 'The whole name of the target' }),
  environment: text(64).optional(),
  clusterId: ClusterId.optional(),
  outcome: commaList(AuditOutcome).optional(),
  address: text(64).optional(),
  requestId: text(64).optional(),
  jobId: text(64).optional(),
  q: text(255).optional().meta({ description: 'Part of action, target, name, cluster, reason or command' }),
}
const AuditFilter = z.object(filter)
export type AuditFilter = z.output<typeof AuditFilter>

export const listAuditEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/audit',
  tag,
  summary: 'Who did what, with what outcome',
  description: 'Newest first. With audit:read in some clusters only: the rows about those.',
  query: z.object({ ...listQuery('at', 'action', 'who', 'durationMs'), ...filter }),
  response: listOf(AuditRow),
  permission: 'audit:read',
})

export const listAuditActorsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/audit/actors',
  tag,
  summary: 'Who acted, how often, and with what outcome',
  query: z.object({ ...listQuery('rows', 'name', 'lastAt'), ...filter }),
  response: listOf(AuditActor),
  permission: 'audit:read',
})

export const listAuditObjectsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/audit/objects',
  tag,
  summary: 'What was acted upon, how often, and with what outcome',
  description: '`targetName` with `kind` of the list of rows is then the timeline of one of them.',
  query: z.object({ ...listQuery('rows', 'name', 'lastAt'), ...filter }),
  response: listOf(AuditObject),
  permission: 'audit:read',
})

export const getAuditEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/audit/{auditId}',
  tag,
  summary: 'One row of the audit',
  params: z.object({ auditId: text(64) }),
  response: AuditRow,
  permission: 'audit:read',
})

export const exportAuditEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/audit/export',
  tag,
  summary: 'Download every row of a filter',
  description:
    'CSV (RFC 4180, cells that a spreadsheet would run are escaped) or one JSON object per line, oldest first.',
  body: z.object({
    format: z.enum(['csv', 'ndjson']).default('csv'),
    timeZone: TimeZone.optional().meta({ description: 'Of the times in a CSV file; UTC unless told' }),
    ...filter,
  }),
  response: z.string(),
  responseTypes: ['text/csv', 'application/x-ndjson'],
  permission: 'audit:export',
  audit: { action: 'audit.export', target: ({ body }) => ({ kind: 'audit', name: body.format }) },
})

/** Right to read the object itself: kind of the object → permission. */
export const historyKinds = ['cluster', 'topic', 'group', 'namespace', 'node', 'role'] as const

export const listHistoryEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/history',
  tag,
  summary: 'Changes of one object',
  description: 'Needs only the right to read the object; tells neither address nor request of who changed it.',
  params: ClusterParams,
  query: z.object({
    ...listQuery('at'),
    kind: z.enum(historyKinds).default('cluster'),
    name: text(1024).optional().meta({ description: 'Full name of the object; for a cluster not needed' }),
  }),
  response: listOf(HistoryRow),
  permission: 'cluster:read',
})
