import { handle } from '#lib/api/handle.ts'
import { listJobItemsEndpoint } from '#lib/jobs/api.ts'
import { listJobItems } from '#lib/jobs/list-job-items.ts'

export const GET = handle(listJobItemsEndpoint, (ctx, { params, query }) => listJobItems(ctx, { ...params, ...query }))
