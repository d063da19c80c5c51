import { infiniteQueryOptions } from '@tanstack/react-query'
import type { AskedPage } from '#components/messages/merge-pages.ts'
import { call } from '#lib/api/call.ts'
import { listTransactionsEndpoint } from '#lib/transactions/api.ts'
import type { TransactionPage, TransactionState } from '#lib/transactions/schema.ts'

/** Half messages of a topic, page by page. */
export function transactionsQuery(clusterId: string, topic: string, state: TransactionState) {
  return infiniteQueryOptions({
    queryKey: ['clusters', clusterId, 'transactions', topic, state] as const,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<AskedPage<TransactionPage>> => {
      const query = { topic, state, ...(pageParam !== null && { cursor: pageParam }) }
      const page = await call(listTransactionsEndpoint, { params: { clusterId }, query }, { signal })
      return { asked: pageParam, page }
    },
    getNextPageParam: ({ page }) => page.cursor,
    retry: false,
  })
}
