import type { MaskingRule, NewMaskingRule } from '#lib/masking/schema.ts'

const parts = ['clusterIds', 'environments', 'labels'] as const
export const scopeKinds = ['all', ...parts] as const

/** The form as it is typed. */
export interface RuleDraft extends Omit<NewMaskingRule, 'clusters' | 'pattern'> {
  scopeKind: (typeof scopeKinds)[number] | 'kept'
  clusterIds: string[]
  environments: string[]
  labels: string[]
  /** Clusters by several parts, which this form cannot write: as they are unless another kind is chosen. */
  kept?: MaskingRule['clusters']
  /** Empty: none. */
  pattern: string
}

export const emptyRule: RuleDraft = {
  name: '',
  isEnabled: true,
  scopeKind: 'all',
  clusterIds: [],
  environments: [],
  labels: [],
  topicPattern: '*',
  appliesTo: ['JSON'],
  mode: 'DENY',
  jsonPaths: [],
  propertyNames: [],
  pattern: '',
  action: 'REPLACE',
}

type Stored = Omit<RuleDraft, 'pattern'> & { pattern: string | null; clusters?: MaskingRule['clusters'] }

export function toDraft(rule: MaskingRule | Stored): RuleDraft {
  const { name, isEnabled, topicPattern, appliesTo, mode, jsonPaths, propertyNames, pattern, action } = rule
  const own = { name, isEnabled, topicPattern, appliesTo, mode, jsonPaths, propertyNames, action }
  const { clusters = 'all' } = rule
  const scope = clusters === 'all' ? {} : clusters
  const said = parts.filter((part) => scope[part] !== undefined)
  const isKept = said.length > 1
  return {
    ...emptyRule,
    ...own,
    pattern: pattern ?? '',
    scopeKind: isKept ? 'kept' : (said[0] ?? 'all'),
    ...(isKept && { kept: clusters }),
    clusterIds: scope.clusterIds ?? [],
    environments: scope.environments ?? [],
    labels: Object.entries(scope.labels ?? {}).map(([key, value]) => `${key}=${value}`),
  }
}

/** What is saved: parts that the form does not show for what is chosen are left out. */
export function toRule(draft: RuleDraft): NewMaskingRule {
  const { name, isEnabled, topicPattern, appliesTo, mode, jsonPaths, propertyNames, pattern, action } = draft
  return {
    name: name.trim(),
    isEnabled,
    clusters: clustersOf(draft),
    topicPattern: topicPattern.trim(),
    appliesTo,
    mode,
    jsonPaths: appliesTo.includes('JSON') ? jsonPaths : [],
    propertyNames: appliesTo.includes('PROPERTIES') ? propertyNames : [],
    pattern: pattern === '' ? null : pattern,
    action,
  }
}

function clustersOf({ scopeKind, clusterIds, environments, labels, kept }: RuleDraft): NewMaskingRule['clusters'] {
  switch (scopeKind) {
    case 'all':
      return 'all'
    case 'kept':
      return kept ?? 'all'
    case 'clusterIds':
      return { clusterIds }
    case 'environments':
      return { environments }
    case 'labels':
      return {
        labels: Object.fromEntries(
          labels.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
        ),
      }
  }
}
