import { handle } from '#lib/api/handle.ts'
import { getAuditSettingsEndpoint, updateAuditSettingsEndpoint } from '#lib/audit-chain/api.ts'
import { getAuditSettings, updateAuditSettings } from '#lib/audit-chain/audit-settings.ts'

export const GET = handle(getAuditSettingsEndpoint, (ctx) => getAuditSettings(ctx))
export const PUT = handle(updateAuditSettingsEndpoint, (ctx, { body }) => updateAuditSettings(ctx, body))
