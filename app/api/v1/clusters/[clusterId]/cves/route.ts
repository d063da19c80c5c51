import { handle } from '#lib/api/handle.ts'
import { listCvesEndpoint } from '#lib/nodes/api.ts'
import { listCves } from '#lib/nodes/list-cves.ts'

export const GET = handle(listCvesEndpoint, (ctx, { params }) => listCves(ctx, params))
