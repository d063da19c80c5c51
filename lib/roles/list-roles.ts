import type { z } from 'zod'
import { cidrMatcher, isCidr, plainAddress } from '#lib/cidr.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { hasLabels, type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { matchNames } from '#lib/topics/match-names.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { listRolesEndpoint } from './api.ts'
import { decideAccess, decisionsOf } from './decide-access.ts'
import { ownAccessKey } from './own-access-key.ts'
import { partialOf, readRoles, requireSomeAnswer } from './read-roles.ts'
import { readSwitches } from './read-switches.ts'
import { readKeyMaxAgeDays, readRecords } from './role-records.ts'
import { offOn, rolesState } from './roles-state.ts'
import type { RoleItem, RoleList, RoleSortField } from './schema.ts'
import { toRoleItem } from './to-role-item.ts'
import { toRoleBroker, type UnitedRole, uniteRoles } from './unite-roles.ts'

type Query = z.output<NonNullable<(typeof listRolesEndpoint)['query']>>
export type ListRolesInput = Partial<Query> & { clusterId: string; page: number; pageSize: number }

const DAY_MS = 86_400_000

/**
 * The roles of a cluster: the union of what its brokers hold, slaves included, without secrets. What brokers said at most 5 s ago is
 * not asked again.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT for a broken expression; CLUSTER_UNREACHABLE when no broker answers
 */
export async function listRoles(ctx: Context, input: ListRolesInput): Promise<z.output<typeof RoleList>> {
  const { clusterId } = input
  requirePermission(ctx, 'role:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const [reading, records, limits, own, keyMaxAgeDays] = await Promise.all([
    readRoles(cluster, { signal: ctx.signal }),
    readRecords(clusterId),
    readLimits(clusterId),
    ownAccessKey(clusterId),
    readKeyMaxAgeDays(clusterId),
  ])
  requireSomeAnswer(reading)
  const answering = reading.brokers.filter(({ users }) => users !== 'NO_ANSWER').map(({ server }) => server)
  const switches = await readSwitches(cluster, answering)
  const roles = [...uniteRoles(reading).values()]
  const now = new Date()
  const found = roles.map((role) => ({
    role,
    item: toRoleItem(role, { record: records.of(role.roleName), ownAccessKey: own, keyMaxAgeDays, now }),
  }))
  const filtered = await filterRoles(found, input, now)
  return {
    ...sortAndPage(filtered, input, sortValue),
    state: rolesState(reading.brokers, switches),
    offOn: offOn(switches).map(toRoleBroker),
    owners: [...new Set(found.flatMap(({ item }) => (item.owner ? [item.owner] : [])))].sort(),
    limit: { max: limits.maxRoles, used: roles.length },
    readAt: reading.readAt,
    ...partialOf(reading),
  }
}

interface Found {
  role: UnitedRole
  item: RoleItem
}

async function filterRoles(found: readonly Found[], input: ListRolesInput, now: Date): Promise<RoleItem[]> {
  const names = found.map(({ item }) => item.roleName)
  const byName = input.q ? await matchNames(input.q, names) : null
  return found.flatMap(({ role, item }, index) =>
    (byName?.[index] ?? true) && isWanted(role, item, input, now) ? [item] : [],
  )
}

function isWanted({ usual }: UnitedRole, item: RoleItem, input: ListRolesInput, now: Date): boolean {
  const { accessKey, kind, status, type, produceTopic, consumeTopic, group, sourceIp, differs, owner, label } = input
  const reads = (on: 'topic' | 'group', name: string | undefined) =>
    name === undefined || decisionsOf(usual, { on, name }).consume.allowed !== 'NO'
  const ageMs = item.keySetAt ? now.getTime() - item.keySetAt.getTime() : null
  return (
    (accessKey === undefined || item.roleName.toLowerCase().includes(accessKey.toLowerCase())) &&
    (kind === undefined || kind.includes(item.kind)) &&
    (status === undefined || status.includes(item.status)) &&
    (type === undefined || type.includes(item.type)) &&
    (produceTopic === undefined ||
      decideAccess(usual, { kind: 'Topic', name: produceTopic, action: 'Pub' }).allowed !== 'NO') &&
    reads('topic', consumeTopic) &&
    reads('group', group) &&
    (sourceIp === undefined || namesAddress(item.sourceIps, sourceIp)) &&
    (differs === undefined ||
      differs === item.differsOn.some(({ state }) => state === 'MISSING' || state === 'DIFFERS')) &&
    (owner === undefined || item.owner === owner) &&
    hasLabels(item.labels, label) &&
    (input.keyOlderThanDays === undefined || (ageMs !== null && ageMs > input.keyOlderThanDays * DAY_MS))
  )
}

/** A range that is named itself, an address in a named range, or a part of one. */
function namesAddress(sourceIps: readonly string[], wanted: string): boolean {
  const isAddress = isCidr(wanted) && !wanted.includes('/')
  return sourceIps.some(
    (named) => named.includes(wanted) || (isAddress && isCidr(named) && cidrMatcher([named])(plainAddress(wanted))),
  )
}

function sortValue(item: RoleItem, field: string): SortValue {
  const key = field as RoleSortField // the endpoint takes no other
  return key === 'differsOn' ? item.differsOn.length : (item[key] ?? null)
}
