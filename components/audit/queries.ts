import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import { listAuditEndpoint, listHistoryEndpoint } from '#lib/audit/api.ts'

type AuditQuery = Partial<z.output<NonNullable<typeof listAuditEndpoint.query>>>

export const auditQuery = (query: AuditQuery) =>
  queryOptions({ queryKey: ['audit', query], queryFn: ({ signal }) => call(listAuditEndpoint, { query }, { signal }) })

type HistoryQuery = Partial<z.output<NonNullable<typeof listHistoryEndpoint.query>>>

/** Audit rows about one object, for its History tab. */
export const historyQuery = (clusterId: string, query: HistoryQuery) =>
  queryOptions({
    queryKey: ['clusters', clusterId, 'history', query],
    queryFn: ({ signal }) => call(listHistoryEndpoint, { params: { clusterId }, query }, { signal }),
  })
