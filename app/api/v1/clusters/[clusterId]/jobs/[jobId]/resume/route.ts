import { handle } from '#lib/api/handle.ts'
import { resumeJobEndpoint } from '#lib/jobs/api.ts'
import { resumeJob } from '#lib/jobs/control-job.ts'

export const POST = handle(resumeJobEndpoint, (ctx, { params }) => resumeJob(ctx, params))
