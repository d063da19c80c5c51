import { handle } from '#lib/api/handle.ts'
import { getJobEndpoint, updateJobEndpoint } from '#lib/jobs/api.ts'
import { updateJob } from '#lib/jobs/control-job.ts'
import { getJob } from '#lib/jobs/get-job.ts'

export const GET = handle(getJobEndpoint, (ctx, { params }) => getJob(ctx, params))
export const PATCH = handle(updateJobEndpoint, (ctx, { params, body }) => updateJob(ctx, { ...params, ...body }))
