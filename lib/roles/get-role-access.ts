import type { z } from 'zod'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { type SortValue, sortAndPage } from '#lib/clusters/sort-and-page.ts'
import { groupRows } from '#lib/groups/group-rows.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import type { AccessRow, RoleAccess } from './access-schema.ts'
import type { getRoleAccessEndpoint } from './api.ts'
import { decisionsOf } from './decide-access.ts'
import { groupClients } from './likely-clients.ts'
import { partialOf, readRoles, requireSomeAnswer } from './read-roles.ts'
import { readSwitches } from './read-switches.ts'
import { readRecords } from './role-records.ts'
import { offOn } from './roles-state.ts'
import { toRoleBroker, type UnitedRole, uniteRoles } from './unite-roles.ts'

type Query = z.output<NonNullable<(typeof getRoleAccessEndpoint)['query']>>

/**
 * Which roles may use a topic or group, with the entry that decides. To read a topic takes a group too, and a group is of no use without
 * a topic: a role that lacks the other one may not. Decided as most brokers hold the role; who decides otherwise is named.
 */
export async function getRoleAccess(
  ctx: Context,
  input: Query & { clusterId: string },
): Promise<z.output<typeof RoleAccess>> {
  const { clusterId, on, name, action, ip, include } = input
  requirePermission(ctx, 'role:read', clusterId)
  if (on === 'topic') requirePermission(ctx, 'topic:read', clusterId, onTopic(name))
  else requirePermission(ctx, 'group:read', clusterId, onGroup(name))
  const cluster = await getCluster(ctx, clusterId)
  const [reading, records, exists, clients] = await Promise.all([
    readRoles(cluster, { signal: ctx.signal }),
    readRecords(clusterId),
    doesExist(),
    on === 'group' ? groupClients(ctx, clusterId) : null,
  ])
  requireSomeAnswer(reading)
  const switches = await readSwitches(
    cluster,
    reading.brokers.filter(({ users }) => users !== 'NO_ANSWER').map(({ server }) => server),
  )
  const rows = [...uniteRoles(reading).values()].map((role): AccessRow => {
    const decisions = decisionsOf(role.usual, { on, name, ip })
    return {
      roleName: role.roleName,
      kind: role.usual.kind,
      status: role.usual.status,
      ...decisions,
      differsOn: differingBrokers(role, { on, name, ip }),
      owner: records.of(role.roleName).metadata.owner,
      clientsOnline: clients?.get(name) ?? null,
    }
  })
  const wanted = rows.filter((row) => include?.includes('denied') || mayBe(row, action))
  return {
    ...sortAndPage(wanted, input, (row, field) => row[field as 'roleName' | 'owner'] satisfies SortValue), // columns of the endpoint
    kind: on,
    name,
    exists,
    unprotectedOn: offOn(switches).map(toRoleBroker),
    ...partialOf(reading),
  }

  async function doesExist(): Promise<boolean> {
    return on === 'topic'
      ? topicRows(await cluster.getInventory({ signal: ctx.signal })).has(name)
      : groupRows(await cluster.getGroupInventory({ signal: ctx.signal })).has(name)
  }
}

/** On some address, or on some broker. */
function mayBe({ produce, consume, differsOn }: AccessRow, action: Query['action']): boolean {
  const asked = [...(action === 'consume' ? [] : [produce]), ...(action === 'produce' ? [] : [consume])]
  return asked.some((decision) => decision && decision.allowed !== 'NO') || differsOn.length > 0
}

/** Brokers that hold the role and decide otherwise than most, and those that do not have it although it is allowed. */
function differingBrokers({ usual, brokers }: UnitedRole, question: Parameters<typeof decisionsOf>[1]) {
  const words = (role: Parameters<typeof decisionsOf>[0]) => {
    const { produce, consume } = decisionsOf(role, question)
    return `${produce?.allowed} ${consume.allowed}`
  }
  const expected = words(usual)
  const isAllowed = /YES|DEPENDS|UNDEFINED/.test(expected)
  return brokers
    .filter(({ state, held }) => {
      if (state === 'MISSING') return isAllowed
      return held?.entries ? words({ ...held, entries: held.entries }) !== expected : false
    })
    .map(({ server }) => toRoleBroker(server))
}
