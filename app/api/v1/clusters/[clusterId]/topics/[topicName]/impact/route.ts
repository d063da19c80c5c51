import { handle } from '#lib/api/handle.ts'
import { getTopicImpactEndpoint } from '#lib/topics/api.ts'
import { getTopicImpact } from '#lib/topics/get-topic-impact.ts'

export const GET = handle(getTopicImpactEndpoint, (ctx, { params }) => getTopicImpact(ctx, params))
