import { queryOptions } from '@tanstack/react-query'
import { getAboutEndpoint } from '#lib/about/api.ts'
import { call } from '#lib/api/call.ts'

export const aboutQuery = () =>
  queryOptions({ queryKey: ['about'], queryFn: ({ signal }) => call(getAboutEndpoint, {}, { signal }) })
