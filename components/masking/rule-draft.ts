import type { MaskingRule, NewMaskingRule } from '#lib/masking/schema.ts'

export const scopeKinds = ['all', 'clusterIds', 'environments', 'labels'] as const

/** The form as it is typed. */
export interface RuleDraft extends Omit<NewMaskingRule, 'clusters' | 'pattern'> {
  scopeKind: (typeof scopeKinds)[number]
  clusterIds: string[]
  environments: string[]
  labels: string[]
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
  const kind = scopeKinds.find((each) => each in scope) ?? 'all'
  return {
    ...emptyRule,
    ...own,
    pattern: pattern ?? '',
    scopeKind: kind,
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

function clustersOf({ scopeKind, clusterIds, environments, labels }: RuleDraft): NewMaskingRule['clusters'] {
  switch (scopeKind) {
    case 'all':
      return 'all'
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
