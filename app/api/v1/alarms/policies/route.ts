import { handle } from '#lib/api/handle.ts'
import { createPolicyEndpoint, listPoliciesEndpoint } from '#lib/notifications/api.ts'
import { createPolicy } from '#lib/notifications/create-policy.ts'
import { listPolicies } from '#lib/notifications/list-policies.ts'

export const GET = handle(listPoliciesEndpoint, (ctx, { query }) => listPolicies(ctx, query))
export const POST = handle(createPolicyEndpoint, (ctx, { body }) => createPolicy(ctx, body))
