import { handle } from '#lib/api/handle.ts'
import { muteCveEndpoint, unmuteCveEndpoint } from '#lib/nodes/api.ts'
import { muteCve, unmuteCve } from '#lib/nodes/mute-cve.ts'

export const PUT = handle(muteCveEndpoint, (ctx, { params, body }) => muteCve(ctx, { ...params, ...body }))
export const DELETE = handle(unmuteCveEndpoint, (ctx, { params }) => unmuteCve(ctx, params))
