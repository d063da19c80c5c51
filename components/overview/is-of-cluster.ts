import type { Measured } from '#lib/api/endpoint.ts'

/** A number of the whole cluster is there, known or not; who sees a part of it has none. */
export const isOfCluster = ({ state }: Measured<unknown>): boolean => state !== 'na'
