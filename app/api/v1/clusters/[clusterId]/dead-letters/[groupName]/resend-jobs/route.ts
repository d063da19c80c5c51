import { handle } from '#lib/api/handle.ts'
import { startResendJobEndpoint } from '#lib/dead-letters/api.ts'
import { startResendJob } from '#lib/dead-letters/start-resend-job.ts'

export const POST = handle(startResendJobEndpoint, (ctx, { params, query, body }) =>
  startResendJob(ctx, { ...params, ...query, ...body }),
)
