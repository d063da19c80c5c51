import { handle } from '#lib/api/handle.ts'
import { listHistoryEndpoint } from '#lib/audit/api.ts'
import { listHistory } from '#lib/audit/list-history.ts'

export const GET = handle(listHistoryEndpoint, (ctx, { params, query }) => listHistory(ctx, { ...query, ...params }))
