import { handle } from '#lib/api/handle.ts'
import { revealRoleSecretEndpoint } from '#lib/roles/api.ts'
import { revealRoleSecret } from '#lib/roles/reveal-role-secret.ts'

export const GET = handle(revealRoleSecretEndpoint, (ctx, { params }) => revealRoleSecret(ctx, params))
