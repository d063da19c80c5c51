import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { RolesReading } from './read-roles.ts'
import type { RoleKind, RoleStatus } from './schema.ts'
import type { UnitedRole } from './unite-roles.ts'
import type { RolePreview } from './write-schema.ts'

type Block = RolePreview['blockedBy'][number]

/** Where a write leaves a role; absent = as it is. */
export interface Ends {
  kind?: RoleKind | undefined
  status?: RoleStatus | undefined
  isGone?: boolean
  /** Of these brokers only. */
  addresses?: ReadonlySet<string>
}

/**
 * A Super role may do everything on every broker: who makes, changes or promotes one needs a right of its own.
 *
 * @throws AppError FORBIDDEN
 */
export function requireSuperRight(
  ctx: Context,
  clusterId: string,
  role: UnitedRole | null,
  kinds: readonly (RoleKind | undefined)[] = [],
): void {
  const isSuper = role?.brokers.some(({ held }) => held?.kind === 'Super') ?? false
  if (isSuper || kinds.includes('Super')) requirePermission(ctx, 'role:write-super', clusterId)
}

/** Does a write need the name typed? When it makes a Super role, or touches one. */
export const needsConfirm = (role: UnitedRole | null, kind: RoleKind | undefined): boolean =>
  kind === 'Super' || (role?.brokers.some(({ held }) => held?.kind === 'Super') ?? false)

/** @throws AppError INVALID_INPUT */
export function requireTyped(given: string | undefined, wanted: string | null, path = 'body.confirm'): void {
  if (wanted === null || given === wanted) return
  const detail = `Type the name to confirm: ${wanted}`
  throw new AppError('INVALID_INPUT', detail, {
    fields: [{ path, rule: 'confirm', params: { name: wanted }, detail }],
  })
}

/** Why a write must not be: without these roles nobody could undo it. */
export function blocksOf(
  roleName: string,
  reading: RolesReading,
  ownAccessKey: string | null,
  { kind, status, isGone = false, addresses }: Ends,
): Block[] {
  const ends = isGone || status === 'disabled' || kind === 'Normal'
  if (!ends) return []
  const blocks: Block[] = []
  if (roleName === ownAccessKey && (isGone || status === 'disabled' || isSuperSomewhere(roleName, reading))) {
    const detail = `${roleName} is the account that the console itself uses for this cluster.`
    blocks.push({ code: 'OWN_ACCOUNT', detail })
  }
  const last = reading.brokers.filter(
    ({ server, users, userByName }) =>
      users === 'READ' && (!addresses || addresses.has(server.address)) && isOnlySuper(roleName, userByName),
  )
  if (last.length > 0) {
    const where = last.map(({ server }) => server.address).join(', ')
    const detail = `${roleName} is the last enabled Super role on ${where}: nobody could change roles there any more.`
    blocks.push({ code: 'LAST_SUPER', detail })
  }
  return blocks
}

type Users = RolesReading['brokers'][number]['userByName']

function isOnlySuper(roleName: string, userByName: Users): boolean {
  const enabled = [...userByName].filter(([, { kind, status }]) => kind === 'Super' && status === 'enabled')
  return enabled.length === 1 && enabled[0]?.[0] === roleName
}

const isSuperSomewhere = (roleName: string, { brokers }: RolesReading) =>
  brokers.some(({ userByName }) => userByName.get(roleName)?.kind === 'Super')

/** @throws AppError PROTECTED with the first reason */
export function requireUnblocked([first]: readonly Block[]): void {
  if (first) throw new AppError('PROTECTED', first.detail, { reason: first.code })
}

/**
 * @throws AppError when no broker can hold roles: NOT_SUPPORTED, CLUSTER_REJECTED for the console's own account, CONFLICT without a
 *   store
 */
export function requireStore({ brokers }: RolesReading): void {
  if (brokers.some(({ users }) => users === 'READ')) return
  const denied = brokers.find(({ users }) => users === 'DENIED')
  if (denied?.error) throw new AppError('CLUSTER_REJECTED', `${denied.error.message}.`)
  if (brokers.some(({ users }) => users === 'NO_STORE')) {
    const detail =
      'Access control was never configured on these brokers: set authenticationMetadataProvider and authorizationMetadataProvider.'
    throw new AppError('CONFLICT', detail, { reason: 'NO_STORE' })
  }
  if (brokers.some(({ users }) => users === 'NOT_SUPPORTED')) {
    throw new AppError('NOT_SUPPORTED', 'Roles are kept by RocketMQ 5.3.0 and later.', { neededVersion: '5.3.0' })
  }
}
