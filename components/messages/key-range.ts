/** How far back a key is searched for unless told. */
export const KEY_RANGE = { from: 'now-3d', to: 'now' }
