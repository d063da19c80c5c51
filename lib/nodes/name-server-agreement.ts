import { z } from 'zod'
import type { NameServerAgreement as Row } from '#lib/db/generated/client.ts'
import { isConfirmed, type SeenDifference } from './compare-answers.ts'

const StoredDifference = z.object({
  kind: z.enum(['broker', 'topic']),
  name: z.string(),
  values: z.array(z.object({ address: z.string(), value: z.string().nullable() })),
  firstSeenAt: z.coerce.date(),
  seenAt: z.coerce.date(),
})

/** Where nearly all differ, that is enough to say so. */
export const KEPT_DIFFERENCES = 1_000

/** A comparison that is older says nothing any more. */
const BELIEVED_MS = 10 * 60_000

export const readDifferences = (row: Row | null): SeenDifference[] =>
  row === null ? [] : StoredDifference.array().catch([]).parse(row.differences)

/** Whether what was compared may still be believed. */
export const isRecent = (row: Row, now: Date): row is Row & { comparedAt: Date } =>
  row.comparedAt !== null && now.getTime() - row.comparedAt.getTime() <= BELIEVED_MS

/** Topics of which name servers hand out different routes, as a reason of the cluster's health knows them. */
export function differingRoutes(row: Row | null, now: Date): SeenDifference[] {
  if (row === null || !isRecent(row, now)) return []
  return readDifferences(row).filter((difference) => difference.kind === 'topic' && isConfirmed(difference))
}
