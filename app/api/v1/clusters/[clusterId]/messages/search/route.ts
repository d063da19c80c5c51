import { handleStream } from '#lib/api/handle.ts'
import { searchMessagesEndpoint } from '#lib/messages/api.ts'
import { streamSearch } from '#lib/messages/stream-search.ts'

export const POST = handleStream(searchMessagesEndpoint, (ctx, { params, body }) =>
  streamSearch(ctx, { ...params, ...body }),
)
