import { z } from 'zod'
import { endpoint, listOf } from '#lib/api/endpoint.ts'
import { Favourite } from './schema.ts'

const tag = 'Account'
const path = '/api/v1/account/favourites'
/** No event of the object: it is a matter of the person alone. */
const targetOf = ({ clusterId, name }: Favourite) => ({ kind: 'favourite', name: name || clusterId })

export const listFavouritesEndpoint = endpoint({
  method: 'GET',
  path,
  tag,
  summary: 'Your favourites: clusters, topics and groups that you marked',
  response: listOf(Favourite),
  permission: 'signed-in',
})

export const addFavouriteEndpoint = endpoint({
  method: 'PUT',
  path,
  tag,
  summary: 'Mark a cluster, topic or group as a favourite',
  description: 'Yours alone. What you may not read is not found.',
  body: Favourite,
  response: Favourite,
  permission: 'signed-in',
  audit: { action: 'account.add-favourite', target: ({ body }) => targetOf(body) },
})

export const removeFavouriteEndpoint = endpoint({
  method: 'DELETE',
  path,
  tag,
  summary: 'Unmark a favourite',
  status: 204,
  query: Favourite,
  response: z.undefined(),
  permission: 'signed-in',
  audit: { action: 'account.remove-favourite', target: ({ query }) => targetOf(query) },
})
