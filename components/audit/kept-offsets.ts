import type { HistoryRow } from '#lib/audit/schema.ts'

/** Offsets of a group that were kept before it was written to. */
interface KeptOffsets {
  groupName: string
  snapshotId: string
}

/**
 * Where the offsets are that a change kept: of a reset or a copy before it, of what somebody kept by hand, of each group of a deleted topic. Those
 * of a deleted group have no page to be seen on.
 */
export function keptOffsetsOf({ action, target, before, after }: HistoryRow): KeptOffsets[] {
  const [was, is] = [before, after].map((value) => Object(value) as Record<string, unknown>) // any value as an object
  if (action === 'topic.delete') {
    const snapshots = Array.isArray(is?.snapshots) ? is.snapshots : []
    return snapshots.map((each) => Object(each) as Record<string, unknown>).flatMap(keptIn) // a JSON array
  }
  if (action === 'offset.reset') return keptIn({ groupName: target.name, snapshotId: was?.snapshotId })
  if (action === 'offset.snapshot') return keptIn({ groupName: target.name, snapshotId: is?.snapshotId })
  return []
}

const keptIn = ({ groupName, snapshotId }: Record<string, unknown>): KeptOffsets[] =>
  typeof groupName === 'string' && typeof snapshotId === 'string' ? [{ groupName, snapshotId }] : []
