import { handle } from '#lib/api/handle.ts'
import { listTransactionsEndpoint } from '#lib/transactions/api.ts'
import { listTransactions } from '#lib/transactions/list-transactions.ts'

export const GET = handle(listTransactionsEndpoint, (ctx, { params, query }) =>
  listTransactions(ctx, { ...params, ...query }),
)
