import { z } from 'zod'
import { ClusterParams, endpoint, fanOut, listOf, listQuery, partial } from '#lib/api/endpoint.ts'
import {
  OffsetReset,
  OffsetResetItem,
  OffsetSnapshot,
  ResetPreview,
  ResetScope,
  ResetTarget,
  resetLimits,
} from './schema.ts'

const tag = 'Offsets'
const GroupParams = ClusterParams.extend({ groupName: z.string().min(1).max(255) })
const group = ({ params }: { params: { groupName: string } }) => ({ kind: 'group', name: params.groupName })

export const previewOffsetResetEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/offsets/preview',
  tag,
  summary: 'Show what a reset would do, queue by queue; nothing is touched',
  description: 'Holds for 5 minutes and for whoever asked, once. Refused with the reason where a reset cannot be done.',
  params: GroupParams,
  body: z.strictObject({ scope: ResetScope.default({}), target: ResetTarget }),
  response: ResetPreview,
  permission: 'offset:reset',
  audit: { action: 'offset.preview', target: group },
  isRead: true,
})

export const resetOffsetsEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/offsets/reset',
  tag,
  summary: 'Reset a group as its preview shows',
  description:
    'Keeps the present offsets as a snapshot first. PREVIEW_STALE and nothing written when queues, model, clients or mechanism ' +
    'are others than in the preview, or, for a group without clients, when an offset has moved. For a running group the targets ' +
    'are worked out anew and are those of the answer. The targets of the fan-out are queues.',
  params: GroupParams,
  body: z.strictObject({
    previewId: z.string().min(1).max(64),
    reason: z
      .string()
      .trim()
      .max(resetLimits.reasonCharactersMax)
      .optional()
      .meta({ description: 'Required in production' }),
  }),
  response: fanOut(z.never()).omit({ resource: true }).extend(OffsetReset.shape),
  permission: 'offset:reset',
  audit: { action: 'offset.reset', target: group },
  idempotent: true,
})

export const listOffsetResetsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/offsets/resets',
  tag,
  summary: 'List the past resets of a group, newest first',
  params: GroupParams,
  query: z.strictObject(listQuery('startedAt')),
  response: listOf(OffsetResetItem),
  permission: 'group:read',
})

export const getOffsetResetEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/offsets/resets/{resetId}',
  tag,
  summary: 'Show what became of a reset, queue by queue',
  params: GroupParams.extend({ resetId: z.string().min(1).max(64) }),
  response: OffsetReset,
  permission: 'group:read',
})

export const listOffsetSnapshotsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/offset-snapshots',
  tag,
  summary: 'List the kept offsets of a group, newest first; also of one that is deleted',
  params: GroupParams,
  query: z.strictObject(listQuery('takenAt')),
  response: listOf(OffsetSnapshot),
  permission: 'group:read',
})

export const takeOffsetSnapshotEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/offset-snapshots',
  tag,
  summary: 'Keep the present offsets of a group for 90 days',
  status: 201,
  params: GroupParams,
  response: OffsetSnapshot.extend({ partial }),
  permission: 'offset:restore',
  audit: { action: 'offset.snapshot', target: group },
  idempotent: true,
})

export const previewOffsetRestoreEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/clusters/{clusterId}/groups/{groupName}/offset-snapshots/{snapshotId}/preview',
  tag,
  summary: 'Show what going back to kept offsets would do; apply it with …/offsets/reset',
  params: GroupParams.extend({ snapshotId: z.string().min(1).max(64) }),
  response: ResetPreview,
  permission: 'offset:restore',
  audit: { action: 'offset.preview', target: group },
  isRead: true,
})
