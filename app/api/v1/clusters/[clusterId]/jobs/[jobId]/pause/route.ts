import { handle } from '#lib/api/handle.ts'
import { pauseJobEndpoint } from '#lib/jobs/api.ts'
import { pauseJob } from '#lib/jobs/control-job.ts'

export const POST = handle(pauseJobEndpoint, (ctx, { params }) => pauseJob(ctx, params))
