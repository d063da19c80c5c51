import { handle } from '#lib/api/handle.ts'
import { addFavouriteEndpoint, listFavouritesEndpoint, removeFavouriteEndpoint } from '#lib/favourites/api.ts'
import { listFavourites } from '#lib/favourites/list-favourites.ts'
import { addFavourite, removeFavourite } from '#lib/favourites/set-favourite.ts'

export const GET = handle(listFavouritesEndpoint, (ctx) => listFavourites(ctx))
export const PUT = handle(addFavouriteEndpoint, (ctx, { body }) => addFavourite(ctx, body))
export const DELETE = handle(removeFavouriteEndpoint, (ctx, { query }) => removeFavourite(ctx, query))
