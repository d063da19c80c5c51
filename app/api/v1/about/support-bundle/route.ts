import { getSupportBundleEndpoint } from '#lib/about/api.ts'
import { getSupportBundle } from '#lib/about/get-support-bundle.ts'
import { handleStream } from '#lib/api/handle.ts'

export const GET = handleStream(getSupportBundleEndpoint, (ctx) => getSupportBundle(ctx))
