import { handle } from '#lib/api/handle.ts'
import { listLayoutsEndpoint } from '#lib/users/account-api.ts'
import { listLayouts } from '#lib/users/list-layouts.ts'

export const GET = handle(listLayoutsEndpoint, (ctx) => listLayouts(ctx))
