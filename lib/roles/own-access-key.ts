import { findRegistration } from '#lib/clusters/find-registration.ts'

/** The role that the console signs its own requests with; null = it signs nothing. */
export const ownAccessKey = async (clusterId: string): Promise<string | null> =>
  (await findRegistration(clusterId)).accessKey
