import { createHash } from 'node:crypto'
import { entryText, inOrder } from './policy-entries.ts'
import { mayUse, permissionType, shortEntry, toForm } from './role-form.ts'
import type { RoleRecord } from './role-records.ts'
import { roleWarnings, type WarningFacts } from './role-warnings.ts'
import type { Role, RoleItem } from './schema.ts'
import { entryChange, toRoleOnBroker, type UnitedRole } from './unite-roles.ts'

export interface RoleFacts extends WarningFacts {
  record: RoleRecord
  ownAccessKey: string | null
  keyMaxAgeDays: number | null
  now: Date
}

const DAY_MS = 86_400_000

export function toRoleItem(role: UnitedRole, facts: Omit<RoleFacts, keyof WarningFacts>): RoleItem {
  const { roleName, usual, brokers } = role
  const { record, ownAccessKey, keyMaxAgeDays, now } = facts
  const { metadata, keySetAt } = record
  const { remark, labels, owner, isDeclared, createdAt, createdBy } = metadata
  const { kind, status, entries } = usual
  const differing = brokers.filter(({ state }) => state !== 'EQUAL')
  return {
    roleName,
    kind,
    status,
    type: permissionType(entries),
    ...mayUse(kind, entries),
    rows: inOrder(entries).map(shortEntry),
    sourceIps: [...new Set(entries.flatMap(({ sourceIps }) => sourceIps))],
    isAnySource: kind === 'Super' || entries.some(({ sourceIps }) => sourceIps.length === 0),
    isOwnAccount: roleName === ownAccessKey,
    isPartlyWritten: isPartlyWritten(role, record),
    brokersEqual: brokers.length - differing.length,
    brokersKnown: brokers.length,
    differsOn: differing.map(toRoleOnBroker),
    remark,
    labels,
    owner,
    isDeclared,
    ...(createdAt && { createdAt }),
    ...(createdBy && { createdBy }),
    modifiedAt: record.modifiedAt,
    keySetAt,
    isKeyOld:
      keySetAt !== null && keyMaxAgeDays !== null && now.getTime() - keySetAt.getTime() > keyMaxAgeDays * DAY_MS,
  }
}

export function toRole(role: UnitedRole, facts: RoleFacts, isLastSuper: boolean): Role {
  return {
    ...toRoleItem(role, facts),
    form: toForm(role.usual.entries, facts.record.rowRemarks),
    brokers: role.brokers.map(toRoleOnBroker),
    warnings: roleWarnings(role.roleName, role.usual, facts),
    isLastSuper,
    revision: revisionOf(role, facts.record),
  }
}

/** The last write did not get everywhere, and there it is still not done. */
export function isPartlyWritten({ brokers }: UnitedRole, { wish, pendingOn }: RoleRecord): boolean {
  if (!wish) return false
  return brokers.some(({ server, held }) => {
    if (!pendingOn.includes(server.address)) return false
    if (!held || held.kind !== wish.kind || held.status !== wish.status) return true
    const { put, remove } = entryChange(held.entries ?? wish.entries, wish.entries)
    return put.length + remove.length > 0
  })
}

/** Of the metadata, and of what all brokers hold: RocketMQ counts none. */
export function revisionOf({ brokers }: UnitedRole, { metadata }: RoleRecord): string {
  const held = brokers.flatMap(({ server, held: each }) =>
    each ? [[server.address, each.kind, each.status, each.entries?.map(entryText).sort()]] : [],
  )
  const digest = createHash('sha256').update(JSON.stringify(held)).digest('base64url').slice(0, 16)
  return `${metadata.revision}.${digest}`
}
