import { handle } from '#lib/api/handle.ts'
import { retryJobEndpoint } from '#lib/jobs/api.ts'
import { retryJob } from '#lib/jobs/control-job.ts'

export const POST = handle(retryJobEndpoint, (ctx, { params }) => retryJob(ctx, params))
