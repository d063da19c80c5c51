import { handle } from '#lib/api/handle.ts'
import { listOffsetSnapshotsEndpoint, takeOffsetSnapshotEndpoint } from '#lib/offsets/api.ts'
import { listOffsetSnapshots } from '#lib/offsets/list-offset-snapshots.ts'
import { takeOffsetSnapshot } from '#lib/offsets/take-offset-snapshot.ts'

export const GET = handle(listOffsetSnapshotsEndpoint, (ctx, { params, query }) =>
  listOffsetSnapshots(ctx, { ...params, ...query }),
)
export const POST = handle(takeOffsetSnapshotEndpoint, (ctx, { params }) => takeOffsetSnapshot(ctx, params))
