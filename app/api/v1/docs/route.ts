import { getDocsEndpoint } from '#lib/api/api.ts'
import { getDocsPage } from '#lib/api/docs-page.ts'
import { handleStream } from '#lib/api/handle.ts'

export const GET = handleStream(getDocsEndpoint, async () => getDocsPage())
