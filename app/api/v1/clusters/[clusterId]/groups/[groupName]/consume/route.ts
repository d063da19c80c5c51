import { handle } from '#lib/api/handle.ts'
import { switchConsumeEndpoint } from '#lib/groups/api.ts'
import { switchConsume } from '#lib/groups/switch-consume.ts'
import { switchTopicConsume } from '#lib/groups/switch-topic-consume.ts'

export const PUT = handle(switchConsumeEndpoint, (ctx, { params, body: { topic, enabled } }) =>
  topic === undefined
    ? switchConsume(ctx, { ...params, enabled })
    : switchTopicConsume(ctx, { ...params, topic, enabled }),
)
