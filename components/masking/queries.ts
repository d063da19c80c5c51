import { queryOptions } from '@tanstack/react-query'
import { call } from '#lib/api/call.ts'
import { listMaskingRulesEndpoint } from '#lib/masking/api.ts'

export const maskingKeys = { all: ['masking-rules'] as const }

export const maskingRulesQuery = () =>
  queryOptions({
    queryKey: [...maskingKeys.all, 'list'],
    queryFn: ({ signal }) => call(listMaskingRulesEndpoint, { query: { pageSize: 500 } }, { signal }),
  })
