import { z } from 'zod'
import { ClusterId, endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { ViewId } from '#lib/users/account-schema.ts'
import { NewSavedView, SavedView, SavedViewPatch } from './schema.ts'

const tag = 'Saved views'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const SavedViewParams = z.object({ savedViewId: z.string().min(1).max(64) })
const ofPath = ({ params }: { params: { savedViewId: string } }) => ({ kind: 'saved-view', name: params.savedViewId })

export const listSavedViewsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/saved-views',
  tag,
  summary: 'Views of lists and searches: your own, and those that others share',
  description: 'Without those of clusters that you may not see.',
  query: z.strictObject({
    ...listQuery('name', 'path', 'updatedAt'),
    viewId: ViewId.optional().meta({ description: 'Of this table' }),
    clusterId: ClusterId.optional(),
    isPinned: Flag.optional(),
  }),
  response: listOf(SavedView),
  permission: 'signed-in',
})

export const getSavedViewEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/saved-views/{savedViewId}',
  tag,
  summary: 'One view',
  params: SavedViewParams,
  response: SavedView,
  permission: 'signed-in',
})

export const createSavedViewEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/saved-views',
  tag,
  summary: 'Save a list or search as a view',
  description: 'Sharing it needs view:share in the cluster of the page.',
  status: 201,
  body: NewSavedView,
  response: SavedView,
  permission: 'signed-in',
  audit: { action: 'saved-view.create', target: ({ body }) => ({ kind: 'saved-view', name: body.name }) },
  idempotent: true,
})

export const updateSavedViewEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/saved-views/{savedViewId}',
  tag,
  summary: 'Change a view of your own',
  params: SavedViewParams,
  body: SavedViewPatch,
  response: SavedView,
  permission: 'signed-in',
  audit: { action: 'saved-view.update', target: ofPath },
})

export const deleteSavedViewEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/saved-views/{savedViewId}',
  tag,
  summary: 'Delete a view',
  description: 'An own one; with user:manage also one that somebody else shares.',
  status: 204,
  params: SavedViewParams,
  response: z.undefined(),
  permission: 'signed-in',
  audit: { action: 'saved-view.delete', target: ofPath },
})

export const pinSavedViewEndpoint = endpoint({
  method: 'PUT',
  path: '/api/v1/saved-views/{savedViewId}/pin',
  tag,
  summary: 'Keep a view in your sidebar, or take it out',
  params: SavedViewParams,
  body: z.strictObject({ isPinned: z.boolean() }),
  response: SavedView,
  permission: 'signed-in',
  audit: { action: 'saved-view.pin', target: ofPath },
})
