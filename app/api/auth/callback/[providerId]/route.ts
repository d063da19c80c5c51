import { handleReturn } from '#lib/api/handle-return.ts'
import { returnFromProvider } from '#lib/sign-in/return-from-provider.ts'

export const GET = handleReturn((ctx, url, cookie) =>
  returnFromProvider(ctx, { providerId: url.pathname.split('/').at(-1) ?? '', answered: url.searchParams, cookie }),
)
