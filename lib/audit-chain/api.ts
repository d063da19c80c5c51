import { z } from 'zod'
import { endpoint, Int64 } from '#lib/api/endpoint.ts'
import { AuditSettings, AuditVerification } from './schema.ts'

const tag = 'Audit'

export const verifyAuditEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/audit/verify',
  tag,
  summary: 'Was a row of the audit changed, removed or put in?',
  description:
    'Works out the hash chain anew and names the rows that do not fit it. One call takes ten seconds at most; `next` says where the next one goes on. Needs audit:read on all clusters.',
  query: z.strictObject({ after: Int64.optional() }),
  response: AuditVerification,
  permission: 'audit:read',
})

export const getAuditSettingsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/audit/settings',
  tag,
  summary: 'How long the audit is kept',
  response: AuditSettings,
  permission: 'audit:read',
})

export const updateAuditSettingsEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/audit/settings',
  tag,
  summary: 'Say how long the audit is kept',
  description: 'Rows that are older go within the hour, oldest first; what is left can be verified.',
  body: AuditSettings,
  response: AuditSettings,
  permission: 'audit:manage',
  audit: { action: 'audit.settings', target: () => ({ kind: 'audit', name: 'retention' }) },
})
