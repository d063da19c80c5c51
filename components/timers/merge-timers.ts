import { type AskedPage, type MergedRead, mergeReads } from '#components/messages/merge-pages.ts'
import type { Timer, TimerPage } from '#lib/timers/schema.ts'

export interface MergedTimers extends MergedRead {
  /** By due time. */
  items: Timer[]
}

/** All answers of one list as one: each comes by due time, for it has read another stretch of the queues. */
export function mergeTimers(pages: readonly AskedPage<TimerPage>[]): MergedTimers {
  const items = new Map(pages.flatMap(({ page }) => page.items).map((item) => [item.offsetMsgId, item]))
  const dueMs = ({ dueAt }: Timer) => dueAt?.getTime() ?? Number.POSITIVE_INFINITY
  return { ...mergeReads(pages), items: [...items.values()].sort((a, b) => dueMs(a) - dueMs(b)) }
}
