import { handle } from '#lib/api/handle.ts'
import { getNameServerAgreementEndpoint } from '#lib/nodes/api.ts'
import { getNameServerAgreement } from '#lib/nodes/get-name-server-agreement.ts'

export const GET = handle(getNameServerAgreementEndpoint, (ctx, { params }) => getNameServerAgreement(ctx, params))
