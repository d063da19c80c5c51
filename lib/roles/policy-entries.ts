import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'

/** What an entry is found by on a broker. */
export const entryKey = ({ policyType, resource }: Pick<PolicyEntry, 'policyType' | 'resource'>): string =>
  `${policyType} ${resource}`

/** The same for entries that mean the same: brokers keep lists in any order. */
export function entryText({ policyType, resource, actions, sourceIps, decision }: PolicyEntry): string {
  return JSON.stringify([policyType, resource, [...new Set(actions)].sort(), [...new Set(sourceIps)].sort(), decision])
}

export const isSameEntry = (a: PolicyEntry | undefined, b: PolicyEntry | undefined): boolean =>
  a !== undefined && b !== undefined && entryText(a) === entryText(b)

export const byKey = (entries: readonly PolicyEntry[]): Map<string, PolicyEntry> =>
  new Map(entries.map((entry) => [entryKey(entry), entry]))

export interface Pattern {
  /** `Topic`, `Group`, `Cluster`; `*` for everything. */
  kind: string
  /** Full name, prefix without its `*`, or empty for all. */
  name: string
  match: 'EXACT' | 'PREFIX' | 'ALL'
}

export function patternOf(resource: string): Pattern {
  if (resource === '*') return { kind: '*', name: '', match: 'ALL' }
  const cut = resource.indexOf(':')
  const [kind, name] = [resource.slice(0, cut), resource.slice(cut + 1)]
  if (name === '*') return { kind, name: '', match: 'ALL' }
  return name.endsWith('*') ? { kind, name: name.slice(0, -1), match: 'PREFIX' } : { kind, name, match: 'EXACT' }
}

/** Does a pattern hold for a name? The kind `*` holds for every kind. */
export function covers({ kind, name, match }: Pattern, of: { kind: string; name: string }): boolean {
  if (kind !== '*' && kind !== of.kind) return false
  if (match === 'ALL') return true
  return match === 'EXACT' ? name === of.name : of.name.startsWith(name)
}

export const allows = ({ actions }: Pick<PolicyEntry, 'actions'>, action: string): boolean =>
  actions.includes(action) || actions.includes('All')

const rank = { EXACT: 2, PREFIX: 1, ALL: 0 } as const

/** Custom before default, exact before prefix before all, longer prefix first; 0 for entries of equal rank. */
export function compareRank(a: PolicyEntry, b: PolicyEntry): number {
  const [first, second] = [patternOf(a.resource), patternOf(b.resource)]
  const byType = Number(a.policyType === 'Default') - Number(b.policyType === 'Default')
  if (byType !== 0 || rank[first.match] !== rank[second.match]) return byType || rank[second.match] - rank[first.match]
  return first.match === 'PREFIX' ? second.name.length - first.name.length : 0
}

/** In the order in which brokers decide; those of equal rank by their resource. */
export const inOrder = (entries: readonly PolicyEntry[]): PolicyEntry[] =>
  [...entries].sort((a, b) => compareRank(a, b) || (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0))
