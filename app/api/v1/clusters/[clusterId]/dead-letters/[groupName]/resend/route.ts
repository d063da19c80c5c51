import { handle } from '#lib/api/handle.ts'
import { resendDeadLetterEndpoint } from '#lib/dead-letters/api.ts'
import { resendDeadLetter } from '#lib/dead-letters/resend-dead-letter.ts'

export const POST = handle(resendDeadLetterEndpoint, (ctx, { params, body }) =>
  resendDeadLetter(ctx, { ...params, ...body }),
)
