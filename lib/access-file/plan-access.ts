import type { NewGrant } from '#lib/users/grant-schema.ts'
import { isBuiltIn } from '#lib/users/permission-sets.ts'
import { withPrerequisites } from '#lib/users/permissions.ts'
import type { WaitingGrant } from '#lib/users/waiting-grants.ts'
import type { Plan, Step, StoredAccess } from './access-plan.ts'
import { canonical } from './canonical.ts'
import { planProviders } from './plan-providers.ts'
import type { ProviderSecrets } from './read-secrets.ts'
import { resolveScope } from './resolve-scope.ts'
import type { AccessFileContent, FileGrant, Finding } from './schema.ts'

/** What is to be done so that the file holds, and what stands against it. Never touches what the file has not made. */
export function planAccess(
  content: AccessFileContent,
  stored: StoredAccess,
  secrets: readonly ProviderSecrets[],
  now: Date,
): Plan {
  const sets = planSets(content, stored)
  const providers = planProviders(content.providers, stored, secrets, sets.blocked)
  const grants = planGrants(content.grants, stored, sets.blocked, now)
  return {
    steps: [...sets.steps, ...providers.steps, ...grants.steps, ...providers.removals, ...sets.removals],
    findings: [...sets.findings, ...grants.findings, ...providers.findings],
    waiting: grants.waiting,
  }
}

function planSets({ permissionSets }: AccessFileContent, { sets }: StoredAccess) {
  const steps: Step[] = []
  const findings: Finding[] = []
  /** Whoever else has the name: nothing may be given by it. */
  const blocked = new Set<string>()
  for (const [i, set] of permissionSets.entries()) {
    const { name, description } = set
    const path = `permissionSets[${i}]`
    const row = sets.find((each) => each.name === name)
    if (isBuiltIn(name) || (row && !row.isFromFile)) {
      blocked.add(name)
      const reason = row ? 'TAKEN' : 'BUILT_IN'
      const detail = row ? `A set ${name} was made in the console.` : `${name} is a built-in set.`
      findings.push({ state: 'CONFLICT', reason, section: 'permissionSets', path, name, detail })
    } else if (!row) steps.push({ do: 'createSet', path, set })
    else if (description !== row.description || !holdsSame(withPrerequisites(set.permissions), row.permissions)) {
      steps.push({ do: 'updateSet', path, set })
    }
  }
  const wanted = new Set(permissionSets.map(({ name }) => name))
  const removals = sets.filter(({ name, isFromFile }) => isFromFile && !wanted.has(name))
  return { steps, findings, blocked, removals: removals.map(({ name }): Step => ({ do: 'deleteSet', name })) }
}

const holdsSame = (a: readonly string[], b: readonly string[]) => new Set(a).symmetricDifference(new Set(b)).size === 0

function planGrants(grants: readonly FileGrant[], stored: StoredAccess, blocked: ReadonlySet<string>, now: Date) {
  const steps: Step[] = []
  const findings: Finding[] = []
  const waiting: WaitingGrant[] = []
  const kept = new Set<string>()
  const idByKey = new Map(
    stored.grants.map(({ grantId, subject, permissionSet, scope, endsAt }) => [
      canonical({ subject, permissionSet, scope, endsAt }),
      grantId,
    ]),
  )
  for (const [i, { subject, permissionSet, scope: fileScope, endsAt }] of grants.entries()) {
    const path = `grants[${i}]`
    const name = 'user' in subject ? subject.user : subject.providerGroup
    const find = (state: Finding['state'], reason: Finding['reason'], detail: string, what?: string) =>
      findings.push({
        ...{ state, reason, section: 'grants', path, name, permissionSet, detail },
        ...(what !== undefined && { what }),
      })
    if (blocked.has(permissionSet)) {
      find('CONFLICT', 'SET_NOT_APPLIED', `The set ${permissionSet} of the file is not applied.`)
      continue
    }
    const { scope, missing } = resolveScope(fileScope, stored.clusterIdByName)
    if (missing.length > 0) {
      find('WAITING', 'NO_CLUSTER', `No cluster of this name: ${missing.join(', ')}.`, missing.join(', '))
    }
    const who = findSubject(subject, stored.users)
    if (who.subject === null) {
      if (who.source === null) {
        find('WAITING', 'NO_USER', `There is no user ${name} yet.`, who.wanted)
        waiting.push({ name, source: who.wanted, permissionSet, scope: scope ?? { clusters: 'all' } })
      } else {
        find('CONFLICT', 'OTHER_SOURCE', `The user ${name} comes by ${who.source}, not by ${who.wanted}.`, who.source)
      }
      continue
    }
    if (!scope) continue
    const grant = { subject: who.subject, permissionSet, scope }
    const grantId = idByKey.get(canonical({ ...grant, endsAt: endsAt ?? null }))
    if (grantId !== undefined) kept.add(grantId)
    else if (endsAt && endsAt <= now) find('PROBLEM', 'ENDED', 'Its end is past: take it out of the file.')
    else steps.push({ do: 'createGrant', path, name, grant: { ...grant, ...(endsAt && { endsAt }) } })
  }
  const removals = stored.grants.filter(({ grantId }) => !kept.has(grantId))
  steps.push(
    ...removals.map(({ grantId, name, permissionSet }): Step => ({ do: 'deleteGrant', grantId, name, permissionSet })),
  )
  return { steps, findings, waiting }
}

type Found =
  | { subject: NewGrant['subject'] }
  /** How the user of this name comes, and how the file says; a null source: there is none of this name. */
  | { subject: null; source: string | null; wanted: string }

function findSubject(subject: FileGrant['subject'], users: StoredAccess['users']): Found {
  if ('providerGroup' in subject) return { subject }
  const user = users.find(({ name }) => name === subject.user)
  if (user?.source === subject.source) return { subject: { userId: user.userId } }
  return { subject: null, source: user?.source ?? null, wanted: subject.source }
}
