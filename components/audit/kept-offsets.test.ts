import { expect, test } from 'vitest'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { keptOffsetsOf } from './kept-offsets.ts'

const row = (action: string, before: unknown, after: unknown) =>
  ({ action, target: { kind: 'group', name: 'pay%g' }, before, after }) as HistoryRow // the parts that are read

test.each([
  ['offset.reset', { snapshotId: 'snap_a' }, { resetId: 'reset_a' }, [{ groupName: 'pay%g', snapshotId: 'snap_a' }]],
  ['offset.reset', { snapshotId: null }, undefined, []],
  ['offset.snapshot', undefined, { snapshotId: 'snap_b', queues: 4 }, [{ groupName: 'pay%g', snapshotId: 'snap_b' }]],
  [
    'topic.delete',
    { configs: {} },
    { snapshots: [{ groupName: 'a', snapshotId: 'snap_c' }, { groupName: 'b', snapshotId: 'snap_d' }, 'x'] },
    [
      { groupName: 'a', snapshotId: 'snap_c' },
      { groupName: 'b', snapshotId: 'snap_d' },
    ],
  ],
  ['group.delete', undefined, { snapshotId: 'snap_e' }, []],
  ['group.update', { snapshotId: 'snap_f' }, null, []],
])('the offsets that %s kept, before %j, after %j', (action, before, after, expected) => {
  expect(keptOffsetsOf(row(action, before, after))).toEqual(expected)
})
