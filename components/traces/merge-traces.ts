import { type AskedPage, type MergedRead, mergeReads } from '#components/messages/merge-pages.ts'
import type { MessageTrace, TraceGap, TracePage } from '#lib/traces/schema.ts'

export interface MergedTraces extends MergedRead {
  /** Newest first. */
  items: MessageTrace[]
  gaps: TraceGap[]
}

/** All answers of one search as one. A message whose records lie on two pages is told by the later, older one. */
export function mergeTraces(pages: readonly AskedPage<TracePage>[]): MergedTraces {
  const items = new Map(pages.flatMap(({ page }) => page.items).map((item) => [item.messageId, item]))
  const sentMs = ({ sentAt }: MessageTrace) => sentAt?.getTime() ?? 0
  return {
    ...mergeReads(pages),
    items: [...items.values()].sort((a, b) => sentMs(b) - sentMs(a)),
    gaps: pages.at(-1)?.page.gaps ?? [],
  }
}
