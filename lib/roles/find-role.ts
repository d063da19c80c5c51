import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { ownAccessKey } from './own-access-key.ts'
import { type RolesReading, readRoles, requireSomeAnswer } from './read-roles.ts'
import { type BrokerSwitches, readSwitches } from './read-switches.ts'
import { type RoleRecord, readKeyMaxAgeDays, readRecords } from './role-records.ts'
import { innerAccessKeys, offOn } from './roles-state.ts'
import type { Role } from './schema.ts'
import { toRole } from './to-role-item.ts'
import { type UnitedRole, uniteRole } from './unite-roles.ts'

/** A role with all that a verb needs to know before it writes. */
export interface FoundRole {
  role: UnitedRole
  record: RoleRecord
  reading: RolesReading
  switches: BrokerSwitches[]
  ownAccessKey: string | null
}

/**
 * Asks every broker now.
 *
 * @throws AppError NOT_FOUND when no broker that answers has it, CLUSTER_UNREACHABLE when none answers
 */
export async function findRole(ctx: Context, cluster: LiveCluster, roleName: string): Promise<FoundRole> {
  const [reading, records, own] = await Promise.all([
    readRoles(cluster, { signal: ctx.signal, fresh: true }),
    readRecords(cluster.clusterId, [roleName]),
    ownAccessKey(cluster.clusterId),
  ])
  requireSomeAnswer(reading)
  const role = uniteRole(reading.brokers, roleName)
  if (role.brokers.every(({ held }) => held === null)) throw roleNotFound(roleName, reading)
  const answering = reading.brokers.filter(({ users }) => users !== 'NO_ANSWER').map(({ server }) => server)
  const switches = await readSwitches(cluster, answering)
  return { role, record: records.of(roleName), reading, switches, ownAccessKey: own }
}

function roleNotFound(roleName: string, { brokers }: RolesReading): AppError {
  const denied = brokers.find(({ users }) => users === 'DENIED')
  if (denied?.error) return new AppError('CLUSTER_REJECTED', `${denied.error.message}.`)
  const silent = brokers.filter(({ users }) => users === 'NO_ANSWER').map(({ server }) => server.address)
  const rest = silent.length > 0 ? ` ${silent.join(', ')} did not answer.` : ''
  return new AppError('NOT_FOUND', `There is no role ${roleName}.${rest}`)
}

/** As the API tells it. */
export async function tellRole(
  clusterId: string,
  { role, record, reading, switches, ownAccessKey: own }: FoundRole,
): Promise<Role> {
  const facts = {
    record,
    ownAccessKey: own,
    keyMaxAgeDays: await readKeyMaxAgeDays(clusterId),
    now: new Date(),
    offOn: offOn(switches).map(({ brokerName, address }) => `${brokerName} (${address})`),
    innerAccessKeys: innerAccessKeys(switches),
  }
  return toRole(role, facts, isLastSuper(role.roleName, reading))
}

/** On some broker no other Super role is enabled: without this one nobody could change roles there any more. */
export function isLastSuper(roleName: string, { brokers }: RolesReading): boolean {
  return brokers.some(({ users, userByName }) => {
    if (users !== 'READ') return false
    const enabled = [...userByName].filter(([, { kind, status }]) => kind === 'Super' && status === 'enabled')
    return enabled.length === 1 && enabled[0]?.[0] === roleName
  })
}
