import { environmentPresets } from '#lib/clusters/schema.ts'

/** What the fleet can be filtered by: the environments that are offered everywhere, then those that somebody typed. */
export function fleetEnvironments(clusters: readonly { environment: string }[]): string[] {
  const own = clusters.map(({ environment }) => environment).sort()
  return [...new Set([...environmentPresets, ...own])]
}
