import { allows, compareRank, patternOf } from './policy-entries.ts'
import type { RoleWarning } from './schema.ts'
import type { UnitedRole } from './unite-roles.ts'

export interface WarningFacts {
  /** Brokers that check nothing; null = not asked. */
  offOn: readonly string[]
  /** Roles that brokers use themselves. */
  innerAccessKeys: readonly string[]
}

/** What somebody should know of a role before it is relied upon. */
export function roleWarnings(
  roleName: string,
  { kind, entries }: Pick<UnitedRole['usual'], 'kind' | 'entries'>,
  { offOn, innerAccessKeys }: WarningFacts,
): RoleWarning[] {
  const warnings: RoleWarning[] = []
  if (offOn.length > 0) warnings.push({ code: 'NOT_ENFORCED', params: { brokers: offOn.join(', ') } })
  if (innerAccessKeys.includes(roleName)) warnings.push({ code: 'INNER_CREDENTIALS', params: { roleName } })
  if (kind === 'Super') return warnings
  const mayRead = (of: string) =>
    entries.filter((entry) => {
      const { kind: pattern } = patternOf(entry.resource)
      return entry.decision === 'Allow' && allows(entry, 'Sub') && (pattern === of || pattern === '*')
    })
  const [topics, groups] = [mayRead('Topic'), mayRead('Group')]
  const names = (list: typeof topics) => ({ resources: list.map(({ resource }) => resource).join(', ') })
  if (groups.length > 0 && topics.length === 0) warnings.push({ code: 'GROUP_WITHOUT_TOPIC', params: names(groups) })
  if (topics.length > 0 && groups.length === 0) warnings.push({ code: 'TOPIC_WITHOUT_GROUP', params: names(topics) })
  const anything = entries.filter(({ resource }) => resource === '*')
  for (const entry of anything) {
    const equal = entries.find(
      (other) =>
        other.decision !== entry.decision &&
        compareRank(other, entry) === 0 &&
        other.actions.some((action) => allows(entry, action) || action === 'All'),
    )
    if (equal) warnings.push({ code: 'TIE', params: { first: entry.resource, second: equal.resource } })
  }
  return warnings
}
