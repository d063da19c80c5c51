import type { Identity } from './identity.ts'
import type { ProviderRule, RuleGrant, RuleMatch } from './schema.ts'

export interface Rules {
  rules: readonly ProviderRule[]
  defaultGrant: RuleGrant | null
}

/** `*` stands for anything, `?` for one character; everything else for itself. Linear: no pattern can make it slow. */
export function globMatches(pattern: string, text: string): boolean {
  let [p, t] = [0, 0]
  let star = -1
  let resumeAt = 0
  while (t < text.length) {
    const wanted = pattern[p]
    if (wanted === '*') {
      star = p++
      resumeAt = t
    } else if (wanted === '?' || (wanted !== undefined && wanted === text[t])) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++resumeAt
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

const fits = (rule: Pick<ProviderRule, 'match' | 'value'>, text: string): boolean =>
  rule.match === 'EXACT' ? rule.value === text : globMatches(rule.value, text)

/** Which rules speak about this person, each with what it matched; the default grant first. Rights add up. */
export function matchRules({ rules, defaultGrant }: Rules, identity: Pick<Identity, 'groups' | 'claims'>): RuleMatch[] {
  const byDefault = defaultGrant ? [{ rule: null, matched: '', ...defaultGrant }] : []
  return [
    ...byDefault,
    ...rules.flatMap((rule, place) => {
      const { permissionSet, scope } = rule
      const values = rule.claim === null ? identity.groups : (identity.claims.get(rule.claim) ?? [])
      return values
        .filter((value) => fits(rule, value))
        .map((matched) => ({ rule: place, matched, permissionSet, scope }))
    }),
  ]
}

/** The sets that rules about groups give for one group; none = it maps to nothing. */
export const setsOfGroup = (rules: readonly ProviderRule[], group: string): string[] => [
  ...new Set(
    rules.filter((rule) => rule.claim === null && fits(rule, group)).map(({ permissionSet }) => permissionSet),
  ),
]
