import { handleStream } from '#lib/api/handle.ts'
import { exportDeadLettersEndpoint } from '#lib/dead-letters/api.ts'
import { exportDeadLetters } from '#lib/dead-letters/export-dead-letters.ts'

export const GET = handleStream(exportDeadLettersEndpoint, (ctx, { params, query }) =>
  exportDeadLetters(ctx, { ...params, ...query }),
)
