import { handle } from '#lib/api/handle.ts'
import { getSignInSettingsEndpoint, updateSignInSettingsEndpoint } from '#lib/sign-in/api.ts'
import { getSignInSettings, updateSignInSettings } from '#lib/sign-in/update-sign-in-settings.ts'

export const GET = handle(getSignInSettingsEndpoint, (ctx) => getSignInSettings(ctx))
export const PATCH = handle(updateSignInSettingsEndpoint, (ctx, { body }) => updateSignInSettings(ctx, body))
