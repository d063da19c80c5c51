import { handle } from '#lib/api/handle.ts'
import { cancelJobEndpoint } from '#lib/jobs/api.ts'
import { cancelJob } from '#lib/jobs/control-job.ts'

export const POST = handle(cancelJobEndpoint, (ctx, { params }) => cancelJob(ctx, params))
