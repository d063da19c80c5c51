import type { PartialEntry } from '#lib/api/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import { type BatchPreview, maxItemsPerJob } from './schema.ts'

/** Names that are shown of each effect; the rest is a number. */
export const SHOWN_TARGETS = 20

/** What somebody types who means it: how many, and where. */
export const batchConfirm = (count: number, clusterName: string): string => `${count} ${clusterName}`

export const effectOf = (kind: string, names: readonly string[]): BatchPreview['effects'][number] => ({
  kind,
  count: names.length,
  targets: names.slice(0, SHOWN_TARGETS),
})

/**
 * What a filter finds must be all there is, and no more than a job takes.
 *
 * @throws AppError CONFLICT, LIMIT_EXCEEDED
 */
export function requireWhole({ partial, total }: { partial?: PartialEntry[]; total: number }, things: string): void {
  if (partial) {
    const silent = partial.map(({ brokerName, address }) => brokerName ?? address).join(', ')
    throw new AppError(
      'CONFLICT',
      `${silent} did not answer, so the filter may miss ${things}. Name them, or try again.`,
    )
  }
  if (total <= maxItemsPerJob) return
  const detail = `A job takes ${maxItemsPerJob} ${things}; the filter finds ${total}.`
  throw new AppError('LIMIT_EXCEEDED', detail, { limit: maxItemsPerJob, used: total })
}

/** @throws AppError INVALID_INPUT */
export function requireBatchConfirm(given: string | undefined, wanted: string): void {
  if (given === wanted) return
  const detail = `Type the number of items and the name of the cluster: ${wanted}`
  throw new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'body.confirm', rule: 'confirm', params: { name: wanted }, detail }],
  })
}
