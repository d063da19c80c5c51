import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { listAuditEndpoint } from '#lib/audit/api.ts'

type AuditQuery = Partial<z.output<NonNullable<typeof listAuditEndpoint.query>>>

export const auditQuery = (query: AuditQuery) =>
  queryOptions({ queryKey: ['audit', query], queryFn: ({ signal }) => call(listAuditEndpoint, { query }, { signal }) })
