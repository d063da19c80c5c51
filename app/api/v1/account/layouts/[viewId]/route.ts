import { handle } from '#lib/api/handle.ts'
import { setLayoutEndpoint } from '#lib/users/account-api.ts'
import { setLayout } from '#lib/users/set-layout.ts'

export const PUT = handle(setLayoutEndpoint, (ctx, { params, body }) =>
  setLayout(ctx, { viewId: params.viewId, layout: body }),
)
