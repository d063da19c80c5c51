import { handle } from '#lib/api/handle.ts'
import { getRoleSettingsEndpoint, setRoleSettingsEndpoint } from '#lib/roles/api.ts'
import { getRoleSettings } from '#lib/roles/get-role-settings.ts'
import { setRoleSettings } from '#lib/roles/set-role-settings.ts'

export const GET = handle(getRoleSettingsEndpoint, (ctx, { params }) => getRoleSettings(ctx, params))
export const PUT = handle(setRoleSettingsEndpoint, (ctx, { params, body }) =>
  setRoleSettings(ctx, { ...params, ...body }),
)
