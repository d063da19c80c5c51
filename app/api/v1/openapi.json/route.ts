import { getOpenapiEndpoint } from '#lib/api/api.ts'
import { handle } from '#lib/api/handle.ts'
import { getOpenapi } from '#lib/api/openapi.ts'

export const GET = handle(getOpenapiEndpoint, async () => ({ ...getOpenapi() }))
