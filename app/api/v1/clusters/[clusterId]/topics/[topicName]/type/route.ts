import { handle } from '#lib/api/handle.ts'
import { declareTopicTypeEndpoint } from '#lib/topics/api.ts'
import { declareTopicType } from '#lib/topics/declare-topic-type.ts'

export const PUT = handle(declareTopicTypeEndpoint, (ctx, { params, body }) =>
  declareTopicType(ctx, { ...params, ...body }),
)
