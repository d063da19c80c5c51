import { compareVersions } from './compare-versions.ts'

export interface CveRule {
  id: string
  component: 'broker' | 'nameServer'
  /** Per line of releases: the last one that has it. An older line without an entry of its own falls under the next. */
  affectedUpTo: readonly string[]
  fixedIn: readonly string[]
}

/** Where a weakness is described for everybody. */
export const cveLink = (id: string) => `https://nvd.nist.gov/vuln/detail/${id}`

/**
 * Published weaknesses of RocketMQ itself, from the announcements of the project (lists.apache.org, 2023-05, 2023-07, 2024-07):
 * CVE-2023-33246 fixed in 4.9.6 and 5.1.1; CVE-2023-37582 in 4.9.7 and 5.1.2; CVE-2024-23321 in 5.3.0. Screens say what each is
 * in their own words.
 */
export const cveRules: readonly CveRule[] = [
  { id: 'CVE-2023-33246', component: 'broker', affectedUpTo: ['4.9.5', '5.1.0'], fixedIn: ['4.9.6', '5.1.1'] },
  { id: 'CVE-2023-37582', component: 'nameServer', affectedUpTo: ['4.9.6', '5.1.1'], fixedIn: ['4.9.7', '5.1.2'] },
  { id: 'CVE-2024-23321', component: 'broker', affectedUpTo: ['5.2.0'], fixedIn: ['5.3.0'] },
]

/** Ids of the weaknesses that a node of this version has. */
export function knownCves(component: string, version: string | null): string[] {
  if (version === null || !/^\d+\.\d+\.\d+/.test(version)) return []
  return cveRules.filter((rule) => rule.component === component && isAffected(version, rule)).map(({ id }) => id)
}

function isAffected(version: string, { affectedUpTo }: CveRule): boolean {
  const major = (text: string) => text.split('.')[0]
  const ownLine = affectedUpTo.find((last) => major(last) === major(version))
  const last = ownLine ?? affectedUpTo.find((other) => compareVersions(version, other) < 0)
  return last !== undefined && compareVersions(version, last) <= 0
}

/** Those of a version that warn, and those that somebody has muted in this cluster. */
export function splitMuted(
  ids: readonly string[],
  muted: ReadonlySet<string>,
): { cves: string[]; mutedCves: string[] } {
  return { cves: ids.filter((id) => !muted.has(id)), mutedCves: ids.filter((id) => muted.has(id)) }
}
