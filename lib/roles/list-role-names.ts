import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { type RolesReading, readRoles } from './read-roles.ts'

/** Who types a name asks with each letter. */
const MAX_AGE_MS = 60_000

const namesOf = new WeakMap<RolesReading, readonly string[]>()

/** Names of all roles of a cluster, as they were at most a minute ago. For verbs that have checked what their caller may read. */
export async function listRoleNames(cluster: LiveCluster): Promise<readonly string[]> {
  const reading = await readRoles(cluster, { maxAgeMs: MAX_AGE_MS })
  const known = namesOf.get(reading)
  if (known) return known
  const names = [...new Set(reading.brokers.flatMap(({ userByName }) => [...userByName.keys()]))]
  namesOf.set(reading, names)
  return names
}
