import { createHmac, randomBytes } from 'node:crypto'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { askCluster, isAccessDenied, toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { allServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { PolicyEntry, UserInfo } from '#lib/rocketmq/admin/roles.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, ConnectError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import type { RoleKind, RoleStatus } from './schema.ts'
import type { BrokerAccess } from './settings-schema.ts'

/** A user as one broker holds it, without its secret. */
export interface HeldUser {
  kind: RoleKind
  status: RoleStatus
  /** The same for the same secret, in this process only. */
  keyMark: string
}

/** What one broker said. */
export interface BrokerRoles {
  server: Server
  users: BrokerAccess['users']
  policies: BrokerAccess['policies']
  userByName: ReadonlyMap<string, HeldUser>
  /** Only of users that have any. */
  entriesByName: ReadonlyMap<string, readonly PolicyEntry[]>
  /** Why users, or else policies, were not read. */
  error: RocketmqError | null
}

export interface RolesReading {
  /** Masters and slaves, by RocketMQ cluster, broker and id; silent ones too. */
  brokers: BrokerRoles[]
  readAt: Date
}

const KEPT_MS = 5_000
const markKey = randomBytes(32)
/** Tells secrets apart and tells nothing about them. */
export const keyMark = (secretKey: string): string => createHmac('sha256', markKey).update(secretKey).digest('base64')

interface Kept {
  reading: RolesReading | null
  flight: Promise<RolesReading> | null
  /** Begins when the flight has ended; all who came meanwhile wait for it. */
  next: Promise<RolesReading> | null
}
const keptOf = new WeakMap<AdminClient, Kept>()

/**
 * Users (3005) and policies (3010) of every broker, slaves included, for each keeps its own. Two requests per broker, however many roles
 * there are; held for 5 s. A broker that hangs costs one deadline.
 *
 * @param options.fresh a reading that starts now; what was written before is in it
 * @param options.maxAgeMs for who needs the names alone: how old what is held may be
 * @throws AppError when no name server answers; the signal's reason on abort
 */
export async function readRoles(
  cluster: LiveCluster,
  { signal, fresh = false, maxAgeMs = KEPT_MS }: { signal?: AbortSignal; fresh?: boolean; maxAgeMs?: number } = {},
): Promise<RolesReading> {
  signal?.throwIfAborted()
  const kept = keptOf.get(cluster.admin) ?? { reading: null, flight: null, next: null }
  keptOf.set(cluster.admin, kept)
  if (!fresh && kept.reading && Date.now() - kept.reading.readAt.getTime() < maxAgeMs) return kept.reading
  if (!kept.flight) return fly(cluster, kept)
  if (!fresh) return kept.flight
  kept.next ??= kept.flight
    .catch(() => {})
    .then(() => {
      kept.next = null
      return fly(cluster, kept)
    })
  return kept.next
}

function fly(cluster: LiveCluster, kept: Kept): Promise<RolesReading> {
  const flight = readAll(cluster).then((reading) => {
    kept.reading = reading
    return reading
  })
  kept.flight = flight
  const land = () => {
    if (kept.flight === flight) kept.flight = null
  }
  flight.then(land, land)
  return flight
}

/** What was read before is not believed any more. */
export function forgetRoles({ admin }: LiveCluster): void {
  const kept = keptOf.get(admin)
  if (kept) kept.reading = null
}

async function readAll(cluster: LiveCluster): Promise<RolesReading> {
  const readAt = new Date()
  const { listed, missing } = await listServers(cluster)
  const brokers = await Promise.all(listed.map((server) => readBroker(cluster, server)))
  for (const server of missing) brokers.push(silent(server, notListed(server)))
  brokers.sort((a, b) => compareText(serverKey(a.server), serverKey(b.server)))
  return { brokers, readAt }
}

/** All that a name server lists, and those that it has forgotten. */
export async function listServers({ clusterId, clusterNames, admin, pageTimeoutMs }: LiveCluster) {
  const [info, rows] = await Promise.all([
    askCluster(() => admin.cluster.get({ timeoutMs: pageTimeoutMs, caller: 'roles' })),
    db().clusterNode.findMany({ where: { clusterId, kind: 'broker' } }),
  ])
  const listed = allServers(info, clusterNames ?? undefined)
  const known = new Set(listed.flatMap((server) => [server.address, serverKey(server)]))
  const missing = rows.flatMap(({ address, announcedAddress, brokerName, clusterName, brokerId }): Server[] => {
    if (brokerName === null || clusterName === null || brokerId === null) return []
    if (clusterNames && !clusterNames.includes(clusterName)) return []
    const server = { address, announcedAddress, brokerName, clusterName, brokerId }
    return known.has(address) || known.has(serverKey(server)) ? [] : [server]
  })
  return { listed, missing }
}

const notListed = (server: Server) =>
  new ConnectError(`${server.brokerName} is not listed by any name server`, {
    address: server.address,
  })

async function readBroker({ admin, pageTimeoutMs }: LiveCluster, server: Server): Promise<BrokerRoles> {
  const options = { timeoutMs: pageTimeoutMs, caller: 'roles' }
  const [users, policies] = await Promise.all([
    attempt(() => admin.roles.listUsers(server, options)),
    attempt(() => admin.roles.listPolicies(server, options)),
  ])
  return {
    server,
    users: users.state,
    policies: policies.state,
    userByName: new Map((users.value ?? []).map((user) => [user.username, toHeldUser(user)])),
    entriesByName: new Map((policies.value ?? []).map(({ username, entries }) => [username, entries])),
    error: users.error ?? policies.error,
  }
}

/** Words of the wire in any case. */
export const toHeldUser = ({ userType, userStatus, password }: UserInfo): HeldUser => ({
  kind: userType.toLowerCase() === 'super' ? 'Super' : 'Normal',
  status: userStatus.toLowerCase() === 'disable' ? 'disabled' : 'enabled',
  keyMark: keyMark(password),
})

interface Attempt<T> {
  state: BrokerAccess['users']
  value: T | null
  error: RocketmqError | null
}

async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { state: 'READ', value: await ask(), error: null }
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    return { state: stateOf(error), value: null, error }
  }
}

/** @see protocol notes §7: without a provider a broker answers code 1 */
function stateOf(error: RocketmqError): BrokerAccess['users'] {
  if (!(error instanceof BrokerError)) return 'NO_ANSWER'
  if (error.responseCode === ResponseCode.REQUEST_CODE_NOT_SUPPORTED) return 'NOT_SUPPORTED'
  if (isAccessDenied(error)) return 'DENIED'
  return error.responseCode === ResponseCode.SYSTEM_ERROR ? 'NO_STORE' : 'NO_ANSWER'
}

function silent(server: Server, error: RocketmqError): BrokerRoles {
  return {
    server,
    users: 'NO_ANSWER',
    policies: 'NO_ANSWER',
    userByName: new Map(),
    entriesByName: new Map(),
    error,
  }
}

/** Brokers whose part is missing; those that never had a store are told otherwise. */
export const partialOf = ({ brokers }: RolesReading) => {
  const partial = brokers.flatMap(({ server, users, policies, error }) =>
    error && [users, policies].some((state) => state === 'NO_ANSWER' || state === 'DENIED')
      ? [toPartialEntry(server, error)]
      : [],
  )
  return partial.length > 0 ? { partial } : {}
}

/**
 * Without the answer of a single broker there is no empty list, there is an error.
 *
 * @throws AppError CLUSTER_UNREACHABLE
 */
export function requireSomeAnswer({ brokers }: RolesReading): void {
  if (brokers.length === 0) throw new AppError('CLUSTER_UNREACHABLE', 'No name server lists a broker of this cluster.')
  const [first] = brokers
  if (first?.error && brokers.every(({ users }) => users === 'NO_ANSWER')) {
    throw new AppError('CLUSTER_UNREACHABLE', `No broker answers: ${first.error.message}`)
  }
}

const serverKey = ({ clusterName, brokerName, brokerId }: Server) => `${clusterName}\n${brokerName}\n${brokerId}`
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
