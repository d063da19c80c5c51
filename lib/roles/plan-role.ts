import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { byKey, entryKey } from './policy-entries.ts'
import type { BrokerRoles } from './read-roles.ts'
import type { BrokerRoleState, RoleKind, RoleStatus } from './schema.ts'
import { type HeldOnBroker, toRoleBroker, type UnitedRole } from './unite-roles.ts'
import type { RolePreview, RoleStep } from './write-schema.ts'

export interface UserFields {
  kind: RoleKind
  status: RoleStatus
  secretKey: string
}

/** What one broker is to be told. Nothing in it: it holds what is wanted. */
export interface BrokerPlan {
  roleName: string
  server: Server
  held: HeldOnBroker | null
  create?: UserFields
  update?: Partial<UserFields>
  put: PolicyEntry[]
  remove: PolicyEntry[]
  deleteUser?: true
  /** Why nothing is sent although something might be wanted. */
  blocked?: { state: 'UNREACHABLE' | 'NO_STORE' | 'SKIPPED'; code: string; detail: string }
}

/** What a write wants of each broker, in terms of what it holds. */
export interface Wanted {
  kind?: RoleKind | undefined
  status?: RoleStatus | undefined
  /** With its mark: a broker that has it already is not told again. */
  secret?: { secretKey: string; mark: string } | undefined
  entries?: ((held: readonly PolicyEntry[]) => { put: PolicyEntry[]; remove: PolicyEntry[] }) | undefined
  /** Where there is none; absent: a role that is missing is not made. */
  ifMissing?: (UserFields & { entries: PolicyEntry[] }) | undefined
}

/** Broker by broker. A broker that was not read just now is not written to. */
export function planRole(role: UnitedRole, brokers: readonly BrokerRoles[], wanted: Wanted): BrokerPlan[] {
  return role.brokers.map(({ server, state, held }, index) => {
    const plan: BrokerPlan = { roleName: role.roleName, server, held, put: [], remove: [] }
    const blocked = blockedBy(state, server, brokers[index])
    if (blocked) return { ...plan, blocked }
    if (!held) {
      if (wanted.ifMissing) {
        const { entries, ...create } = wanted.ifMissing
        return { ...plan, create, put: entries }
      }
      const detail = `${server.address} has no role ${role.roleName}: make its brokers equal first.`
      return { ...plan, blocked: { state: 'SKIPPED', code: 'CONFLICT', detail } }
    }
    const update: Partial<UserFields> = {
      ...(wanted.kind && wanted.kind !== held.kind && { kind: wanted.kind }),
      ...(wanted.status && wanted.status !== held.status && { status: wanted.status }),
      ...(wanted.secret && wanted.secret.mark !== held.keyMark && { secretKey: wanted.secret.secretKey }),
    }
    const { put, remove } = wanted.entries?.(held.entries ?? []) ?? { put: [], remove: [] }
    return { ...plan, ...(Object.keys(update).length > 0 && { update }), put, remove }
  })
}

function blockedBy(
  state: BrokerRoleState,
  server: Server,
  broker: BrokerRoles | undefined,
): BrokerPlan['blocked'] | undefined {
  if (state === 'NO_STORE') {
    const detail = `${server.address} has no store for users: access control was never configured there.`
    return { state: 'NO_STORE', code: 'NOT_SUPPORTED', detail }
  }
  if (state !== 'UNREACHABLE') return undefined
  const error = broker?.error && toTargetError(broker.error, server)
  const detail = `${error?.detail ?? `${server.address} did not answer.`} Nothing was sent to it.`
  return { state: 'UNREACHABLE', code: error?.code ?? 'CLUSTER_UNREACHABLE', detail }
}

export const isEmpty = ({ create, update, put, remove, deleteUser }: BrokerPlan): boolean =>
  !create && !update && !deleteUser && put.length + remove.length === 0

export const previewItems = (plans: readonly BrokerPlan[]): RolePreview['items'] =>
  plans.map((plan) => ({
    ...toRoleBroker(plan.server),
    roleName: plan.roleName,
    state: plan.blocked ? plan.blocked.state : isEmpty(plan) ? 'SAME' : 'CHANGES',
    steps: plan.blocked ? [] : stepsOf(plan),
    ...(plan.blocked && { detail: plan.blocked.detail }),
  }))

function stepsOf({ held, create, update, put, remove, deleteUser }: BrokerPlan): RoleStep[] {
  const present = byKey(held?.entries ?? [])
  const user = (step: RoleStep['step'], fields: RoleStep['fields']): RoleStep => ({
    step,
    fields,
    before: null,
    after: null,
  })
  return [
    ...(create
      ? [
          user('CREATE_USER', [
            { field: 'kind', before: null, after: create.kind },
            { field: 'status', before: null, after: create.status },
          ]),
        ]
      : []),
    ...(update ? [user('UPDATE_USER', changedFields(held, update))] : []),
    ...put.map(
      (entry): RoleStep => ({
        step: 'PUT_POLICY',
        fields: [],
        before: present.get(entryKey(entry)) ?? null,
        after: entry,
      }),
    ),
    ...remove.map((entry): RoleStep => ({ step: 'DELETE_POLICY', fields: [], before: entry, after: null })),
    ...(deleteUser ? [user('DELETE_USER', [])] : []),
  ]
}

function changedFields(
  held: HeldOnBroker | null,
  { kind, status, secretKey }: Partial<UserFields>,
): RoleStep['fields'] {
  return [
    ...(kind ? [{ field: 'kind' as const, before: held?.kind ?? null, after: kind }] : []),
    ...(status ? [{ field: 'status' as const, before: held?.status ?? null, after: status }] : []),
    ...(secretKey ? [{ field: 'secret' as const, before: null, after: '***' }] : []),
  ]
}
