import { handle } from '#lib/api/handle.ts'
import { runJobAgainEndpoint } from '#lib/jobs/api.ts'
import { runJobAgain } from '#lib/jobs/run-job-again.ts'

export const POST = handle(runJobAgainEndpoint, (ctx, { params }) => runJobAgain(ctx, params))
