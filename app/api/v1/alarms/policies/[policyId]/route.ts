import { handle } from '#lib/api/handle.ts'
import { deletePolicyEndpoint, updatePolicyEndpoint } from '#lib/notifications/api.ts'
import { deletePolicy } from '#lib/notifications/delete-policy.ts'
import { updatePolicy } from '#lib/notifications/update-policy.ts'

export const PATCH = handle(updatePolicyEndpoint, (ctx, { params, body }) => updatePolicy(ctx, { ...params, ...body }))
export const DELETE = handle(deletePolicyEndpoint, (ctx, { params }) => deletePolicy(ctx, params.policyId))
