import { getAboutEndpoint } from '#lib/about/api.ts'
import { getAbout } from '#lib/about/get-about.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(getAboutEndpoint, (ctx) => getAbout(ctx))
