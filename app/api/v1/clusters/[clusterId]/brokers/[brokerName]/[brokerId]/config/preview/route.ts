import { handle } from '#lib/api/handle.ts'
import { previewBrokerConfigEndpoint } from '#lib/nodes/api.ts'
import { previewBrokerConfig } from '#lib/nodes/preview-broker-config.ts'

export const POST = handle(previewBrokerConfigEndpoint, (ctx, { params, body }) =>
  previewBrokerConfig(ctx, { ...params, ...body }),
)
