import { compareVersions } from './compare-versions.ts'

interface CveRule {
  id: string
  component: 'broker' | 'nameServer'
  /** Per line of releases: the last one that has it. An older line without an entry of its own falls under the next. */
  affectedUpTo: readonly string[]
}

/**
 * Published weaknesses of RocketMQ itself, from the announcements of the project (lists.apache.org, 2023-05, 2023-07, 2024-07):
 * CVE-2023-33246 fixed in 4.9.6 and 5.1.1; CVE-2023-37582 in 4.9.7 and 5.1.2; CVE-2024-23321 in 5.3.0. Screens tell the fixed
 * versions in their own words.
 */
const rules: readonly CveRule[] = [
  { id: 'CVE-2023-33246', component: 'broker', affectedUpTo: ['4.9.5', '5.1.0'] },
  { id: 'CVE-2023-37582', component: 'nameServer', affectedUpTo: ['4.9.6', '5.1.1'] },
  { id: 'CVE-2024-23321', component: 'broker', affectedUpTo: ['5.2.0'] },
]

/** Ids of the weaknesses that a node of this version has. */
export function knownCves(component: CveRule['component'], version: string | null): string[] {
  if (version === null || !/^\d+\.\d+\.\d+/.test(version)) return []
  return rules.filter((rule) => rule.component === component && isAffected(version, rule)).map(({ id }) => id)
}

function isAffected(version: string, { affectedUpTo }: CveRule): boolean {
  const major = (text: string) => text.split('.')[0]
  const ownLine = affectedUpTo.find((last) => major(last) === major(version))
  const last = ownLine ?? affectedUpTo.find((other) => compareVersions(version, other) < 0)
  return last !== undefined && compareVersions(version, last) <= 0
}
