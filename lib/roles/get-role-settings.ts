import { getCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { toPartialEntry, toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { decideAccess } from './decide-access.ts'
import { keysToSet } from './keys-to-set.ts'
import { ownAccessKey } from './own-access-key.ts'
import { type RolesReading, readRoles } from './read-roles.ts'
import { type BrokerSwitches, checksAccess, readSwitches } from './read-switches.ts'
import { readKeyMaxAgeDays } from './role-records.ts'
import { rolesState } from './roles-state.ts'
import type { BrokerAccess, RoleSettings } from './settings-schema.ts'
import { toRoleBroker, uniteRole } from './unite-roles.ts'

/** Where access control is on, as the settings of each broker (26) say now, and what the console may do itself. */
export async function getRoleSettings(ctx: Context, { clusterId }: { clusterId: string }): Promise<RoleSettings> {
  requirePermission(ctx, 'role:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const [reading, own, limits, keyMaxAgeDays, nodes] = await Promise.all([
    readRoles(cluster, { signal: ctx.signal, fresh: true }),
    ownAccessKey(clusterId),
    readLimits(clusterId),
    readKeyMaxAgeDays(clusterId),
    db().clusterNode.findMany({ where: { clusterId, kind: 'broker' }, select: { address: true, version: true } }),
  ])
  const versionOf = new Map(nodes.map(({ address, version }) => [address, version]))
  const servers = reading.brokers.map(({ server }) => server)
  const switches = await readSwitches(cluster, servers, 0)
  const partial = switches.flatMap(({ server, error }) => (error ? [toPartialEntry(server, error)] : []))
  return {
    state: rolesState(reading.brokers, switches),
    ownAccount: own === null ? null : { accessKey: own, ...rightsOf(own, reading) },
    brokers: reading.brokers.map((broker, index) => toAccess(broker, switches[index], versionOf)),
    keysToSet: keysToSet(switches),
    maxRoles: limits.maxRoles,
    keyMaxAgeDays,
    readAt: reading.readAt,
    ...(partial.length > 0 && { partial }),
  }
}

function toAccess(
  { server, users, policies, error }: RolesReading['brokers'][number],
  told: BrokerSwitches | undefined,
  versionOf: ReadonlyMap<string, string | null>,
): BrokerAccess {
  const switches = told?.switches
  return {
    ...toRoleBroker(server),
    version: versionOf.get(server.address) ?? null,
    authenticationEnabled: switches?.authenticationEnabled ?? null,
    authorizationEnabled: switches?.authorizationEnabled ?? null,
    aclEnable: switches?.aclEnable ?? null,
    checksAccess: switches ? checksAccess(switches) : null,
    authenticationMetadataProvider: switches?.authenticationMetadataProvider ?? null,
    authorizationMetadataProvider: switches?.authorizationMetadataProvider ?? null,
    authenticationWhitelist: switches?.authenticationWhitelist ?? null,
    authorizationWhitelist: switches?.authorizationWhitelist ?? null,
    innerAccessKey: switches?.innerAccessKey ?? null,
    users,
    policies,
    ...(error && { error: toTargetError(error, server) }),
  }
}

/** What the console's own account lacks to read (Get) and to change (Update) roles. */
function rightsOf(own: string, { brokers }: RolesReading): Omit<NonNullable<RoleSettings['ownAccount']>, 'accessKey'> {
  const role = uniteRole(brokers, own)
  const isKnown = role.brokers.some(({ held }) => held !== null)
  const clusterNames = [...new Set(brokers.map(({ server }) => server.clusterName))]
  const lacks = (action: 'Get' | 'Update', name: string) => {
    const here = brokers.filter(({ server }) => server.clusterName === name)
    if (here.some(({ users, policies }) => users === 'DENIED' || policies === 'DENIED')) return true
    return isKnown && decideAccess(role.usual, { kind: 'Cluster', name, action }).allowed === 'NO'
  }
  const missing = clusterNames.flatMap((name) =>
    (['Get', 'Update'] as const)
      .filter((action) => lacks(action, name))
      .map((action) => ({ resource: `Cluster:${name}`, action })),
  )
  return { kind: isKnown ? role.usual.kind : null, missing }
}
