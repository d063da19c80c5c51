import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { byKey, entryKey, entryText, isSameEntry } from './policy-entries.ts'
import type { BrokerRoles, HeldUser, RolesReading } from './read-roles.ts'
import { shortEntry } from './role-form.ts'
import type { BrokerRoleState, RoleBroker, RoleDifference, RoleOnBroker } from './schema.ts'

/** A role as one broker holds it. */
export interface HeldOnBroker extends HeldUser {
  /** Null: the broker does not tell policies. */
  entries: readonly PolicyEntry[] | null
}

export interface OnBroker {
  server: Server
  state: BrokerRoleState
  /** Null: it has none, or does not tell. */
  held: HeldOnBroker | null
  differences: RoleDifference[]
}

/** One role over all brokers. */
export interface UnitedRole {
  roleName: string
  /** As most brokers hold it; of as many the first, masters before slaves. */
  usual: HeldUser & { entries: readonly PolicyEntry[] }
  brokers: OnBroker[]
}

/** The union over all brokers, by name: what only one of them has is in it. */
export function uniteRoles({ brokers }: RolesReading): Map<string, UnitedRole> {
  const names = new Set<string>()
  for (const { userByName } of brokers) for (const name of userByName.keys()) names.add(name)
  return new Map([...names].sort(compareText).map((name) => [name, uniteRole(brokers, name)]))
}

export function uniteRole(brokers: readonly BrokerRoles[], roleName: string): UnitedRole {
  const heldBy = brokers.map((broker) => ({ broker, held: heldOf(broker, roleName) }))
  const usual = usualOf(heldBy.flatMap(({ broker, held }) => (held ? [{ server: broker.server, held }] : [])))
  return {
    roleName,
    usual,
    brokers: heldBy.map(({ broker, held }): OnBroker => {
      const { server, users } = broker
      if (users === 'NOT_SUPPORTED' || users === 'NO_STORE') return { server, state: 'NO_STORE', held, differences: [] }
      if (users !== 'READ') return { server, state: 'UNREACHABLE', held, differences: [] }
      if (!held) return { server, state: 'MISSING', held, differences: [] }
      const differences = differencesOf(usual, held)
      return { server, state: differences.length > 0 ? 'DIFFERS' : 'EQUAL', held, differences }
    }),
  }
}

function heldOf({ userByName, entriesByName, policies }: BrokerRoles, roleName: string): HeldOnBroker | null {
  const user = userByName.get(roleName)
  if (!user) return null
  return { ...user, entries: policies === 'READ' ? (entriesByName.get(roleName) ?? []) : null }
}

function usualOf(holders: readonly { server: Server; held: HeldOnBroker }[]): UnitedRole['usual'] {
  const masterFirst = holders.toSorted((a, b) => Number(a.server.brokerId > 0) - Number(b.server.brokerId > 0))
  const counts = new Map<string, { held: HeldOnBroker; count: number }>()
  for (const { held } of masterFirst) {
    // Who does not tell policies says nothing of what is usual, unless nobody does.
    const key = JSON.stringify([held.entries?.map(entryText).sort(), held.kind, held.status, held.keyMark])
    const same = counts.get(key) ?? { held, count: 0 }
    counts.set(key, { held: same.held, count: same.count + (held.entries ? 1 : 0) })
  }
  const [most] = [...counts.values()].toSorted((a, b) => b.count - a.count)
  if (!most) return { kind: 'Normal', status: 'disabled', keyMark: '', entries: [] }
  return { ...most.held, entries: most.held.entries ?? [] }
}

export function differencesOf(usual: UnitedRole['usual'], held: HeldOnBroker): RoleDifference[] {
  const fields: RoleDifference[] = []
  for (const field of ['kind', 'status'] as const) {
    if (held[field] !== usual[field]) fields.push({ field, expected: usual[field], found: held[field] })
  }
  if (held.keyMark !== usual.keyMark) fields.push({ field: 'secret', expected: null, found: null })
  if (!held.entries) return fields
  const [expected, found] = [byKey(usual.entries), byKey(held.entries)]
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, there] = [expected.get(key), found.get(key)]
    if (isSameEntry(wanted, there)) continue
    const entry = wanted ?? there
    if (!entry) continue
    fields.push({
      field: 'policy',
      policyType: entry.policyType,
      resource: entry.resource,
      expected: wanted ? wordsOf(wanted) : null,
      found: there ? wordsOf(there) : null,
    })
  }
  return fields
}

const wordsOf = (entry: PolicyEntry): string =>
  [shortEntry(entry), ...(entry.sourceIps.length > 0 ? [`from ${entry.sourceIps.join(', ')}`] : [])].join(' ')

/** Who did not answer is no difference: nobody knows. */
export const differsBetweenBrokers = ({ brokers }: UnitedRole): boolean =>
  brokers.some(({ state }) => state === 'MISSING' || state === 'DIFFERS' || state === 'NO_STORE')

export const toRoleBroker = ({ brokerName, brokerId, clusterName, address }: Server): RoleBroker => ({
  brokerName,
  brokerId,
  clusterName,
  address,
})

export const toRoleOnBroker = ({ server, state, differences }: OnBroker): RoleOnBroker => ({
  ...toRoleBroker(server),
  state,
  differences,
})

/** Every entry that any broker holds, with the brokers that hold it so. */
export function entriesByBroker({ brokers }: UnitedRole): { entry: PolicyEntry; servers: Server[] }[] {
  const found = new Map<string, { entry: PolicyEntry; servers: Server[] }>()
  for (const { server, held } of brokers) {
    for (const entry of held?.entries ?? []) {
      const text = entryText(entry)
      const same = found.get(text)
      if (same) same.servers.push(server)
      else found.set(text, { entry, servers: [server] })
    }
  }
  return [...found.values()]
}

/** What a broker would have to change to hold `wanted`. */
export function entryChange(held: readonly PolicyEntry[], wanted: readonly PolicyEntry[]) {
  const [there, target] = [byKey(held), byKey(wanted)]
  return {
    put: wanted.filter((entry) => !isSameEntry(entry, there.get(entryKey(entry)))),
    remove: held.filter((entry) => !target.has(entryKey(entry))),
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
