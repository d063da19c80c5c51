import { handle } from '#lib/api/handle.ts'
import { getSamplerEndpoint, updateSamplerEndpoint } from '#lib/monitoring/api.ts'
import { getSampler } from '#lib/monitoring/get-sampler.ts'
import { updateSampler } from '#lib/monitoring/update-sampler.ts'

export const GET = handle(getSamplerEndpoint, (ctx, { params }) => getSampler(ctx, params))
export const PATCH = handle(updateSamplerEndpoint, (ctx, { params, body }) =>
  updateSampler(ctx, { ...params, ...body }),
)
