import { MAX_PROVIDERS, type NewProvider, type RuleGrant } from '#lib/sign-in/schema.ts'
import type { Step, StoredAccess } from './access-plan.ts'
import { canonical } from './canonical.ts'
import type { ProviderSecrets, SecretName } from './read-secrets.ts'
import { resolveScope } from './resolve-scope.ts'
import type { FileProvider, FileScope, Finding } from './schema.ts'

/** The part of the plan that is about sign-in providers. */
export function planProviders(
  providers: readonly FileProvider[],
  stored: StoredAccess,
  secrets: readonly ProviderSecrets[],
  blocked: ReadonlySet<string>,
) {
  const steps: Step[] = []
  const findings: Finding[] = []
  let total = stored.providers.length
  for (const [i, entry] of providers.entries()) {
    const { providerId } = entry
    const path = `providers[${i}]`
    const find = (state: Finding['state'], reason: Finding['reason'], detail: string, what?: string) =>
      findings.push({
        ...{ state, reason, section: 'providers', path, name: providerId, detail },
        ...(what !== undefined && { what }),
      })
    const row = stored.providers.find((each) => each.providerId === providerId)
    const namesake = stored.providers.find((each) => each.name === entry.name && each.providerId !== providerId)
    const found = secrets[i] ?? { values: {} }
    if (row && !row.isFromFile) find('CONFLICT', 'TAKEN', `A provider ${providerId} was made in the console.`)
    else if (namesake) {
      find(
        'CONFLICT',
        'NAME_TAKEN',
        `The provider ${namesake.providerId} has the name ${entry.name}.`,
        namesake.providerId,
      )
    } else if (row && row.config.kind !== entry.config.kind) {
      find(
        'CONFLICT',
        'KIND_FIXED',
        `The kind of a provider stays ${row.config.kind}. Use another id.`,
        row.config.kind,
      )
    } else if ('missing' in found) find('PROBLEM', 'SECRET', found.detail, found.missing)
    else if (!row && total >= MAX_PROVIDERS) {
      find('CONFLICT', 'LIMIT', `There are ${MAX_PROVIDERS} providers already.`, String(MAX_PROVIDERS))
    } else {
      const resolved = resolveRules(entry, path, stored, blocked)
      findings.push(...resolved.findings)
      const wanted = { ...entry, defaultGrant: resolved.defaultGrant, rules: resolved.rules, secrets: found.values }
      if (!row) {
        total++
        steps.push({ do: 'createProvider', path, provider: wanted })
      } else if (canonical(told(wanted)) !== canonical(told(row))) {
        steps.push({
          do: 'updateProvider',
          path,
          provider: { ...wanted, secrets: changesOf(row.secrets, found.values) },
        })
      }
    }
  }
  const wantedIds = new Set(providers.map(({ providerId }) => providerId))
  const removals = stored.providers
    .filter(({ providerId, isFromFile }) => isFromFile && !wantedIds.has(providerId))
    .map(({ providerId }): Step => ({ do: 'deleteProvider', providerId }))
  return { steps, findings, removals }
}

type Comparable = Omit<NewProvider, 'secrets'> & { secrets: Partial<Record<SecretName, string>> }

/** What the file decides; how a provider does is not of it. */
const told = ({ name, isEnabled, createsUsers, config, defaultGrant, rules, secrets }: Comparable) => ({
  ...{ name, isEnabled, createsUsers, config, defaultGrant, rules, secrets },
})

/** Only what differs: a secret that is told anew is sealed anew. */
function changesOf(kept: Comparable['secrets'], wanted: Comparable['secrets']): NewProvider['secrets'] {
  const changes: NewProvider['secrets'] = {}
  for (const name of ['clientSecret', 'bindPassword'] as const) {
    if (kept[name] !== wanted[name]) changes[name] = wanted[name] ?? null
  }
  return changes
}

/** Rules with ids of clusters; one that cannot be resolved gives nothing until it can. */
function resolveRules(
  { providerId: name, defaultGrant, rules }: FileProvider,
  path: string,
  { clusterIdByName }: StoredAccess,
  blocked: ReadonlySet<string>,
) {
  const findings: Finding[] = []
  const resolve = <R extends { permissionSet: string; scope: FileScope }>(
    rule: R,
    place: string,
  ): (Omit<R, 'scope'> & RuleGrant) | null => {
    const { permissionSet } = rule
    const at = { section: 'providers' as const, path: `${path}.${place}`, name, permissionSet }
    if (blocked.has(permissionSet)) {
      const detail = `The set ${permissionSet} of the file is not applied.`
      findings.push({ state: 'CONFLICT', reason: 'SET_NOT_APPLIED', ...at, detail })
      return null
    }
    const { scope, missing } = resolveScope(rule.scope, clusterIdByName)
    if (missing.length > 0) {
      const what = missing.join(', ')
      findings.push({
        state: 'WAITING',
        reason: 'NO_CLUSTER',
        ...at,
        what,
        detail: `No cluster of this name: ${what}.`,
      })
    }
    return scope && { ...rule, scope }
  }
  return {
    defaultGrant: defaultGrant && resolve(defaultGrant, 'defaultGrant'),
    rules: rules.flatMap((rule, i) => resolve(rule, `rules[${i}]`) ?? []),
    findings,
  }
}
