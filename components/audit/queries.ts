import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import {
  listAuditActorsEndpoint,
  listAuditEndpoint,
  listAuditObjectsEndpoint,
  listHistoryEndpoint,
} from '#lib/audit/api.ts'
import { getAuditSettingsEndpoint } from '#lib/audit-chain/api.ts'

type AuditQuery = Partial<z.output<NonNullable<typeof listAuditEndpoint.query>>>

export const auditQuery = (query: AuditQuery) =>
  queryOptions({ queryKey: ['audit', query], queryFn: ({ signal }) => call(listAuditEndpoint, { query }, { signal }) })

export const auditActorsQuery = (query: AuditQuery) =>
  queryOptions({
    queryKey: ['audit', 'actors', query],
    queryFn: ({ signal }) => call(listAuditActorsEndpoint, { query }, { signal }),
  })

export const auditObjectsQuery = (query: AuditQuery) =>
  queryOptions({
    queryKey: ['audit', 'objects', query],
    queryFn: ({ signal }) => call(listAuditObjectsEndpoint, { query }, { signal }),
  })

export const auditSettingsQuery = () =>
  queryOptions({
    queryKey: ['audit', 'settings'],
    queryFn: ({ signal }) => call(getAuditSettingsEndpoint, {}, { signal }),
  })

export type HistoryQuery = Partial<z.output<NonNullable<typeof listHistoryEndpoint.query>>>

/** What was done to one thing; under the key of its cluster, so that a write there makes it stale. */
export const objectHistoryQuery = (
  clusterId: string,
  kind: NonNullable<HistoryQuery['kind']>,
  name: string,
  query: HistoryQuery,
) =>
  queryOptions({
    queryKey: ['clusters', clusterId, `${kind}s`, 'one', name, 'history', query],
    queryFn: ({ signal }) =>
      call(listHistoryEndpoint, { params: { clusterId }, query: { ...query, kind, name } }, { signal }),
  })
