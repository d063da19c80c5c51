import { getAccessFileEndpoint } from '#lib/access-file/api.ts'
import { getAccessFile } from '#lib/access-file/get-access-file.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(getAccessFileEndpoint, (ctx) => getAccessFile(ctx))
