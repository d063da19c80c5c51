import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { changeRole } from './change-role.ts'
import { entryKey } from './policy-entries.ts'
import type { PolicyType } from './policy-schema.ts'
import type { RolePreview, WrittenRole } from './write-schema.ts'

/** Removes one policy entry of a role from every broker. @throws AppError as {@link changeRole}; NOT_FOUND where no broker has it */
export function deleteRolePolicy(
  ctx: Context,
  input: {
    clusterId: string
    roleName: string
    resource: string
    policyType: PolicyType
    confirm?: string | undefined
    dryRun?: boolean | undefined
  },
): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName, resource, policyType, confirm, dryRun } = input
  const key = entryKey({ policyType, resource })
  return changeRole(ctx, {
    clusterId,
    roleName,
    action: 'role.policy-delete',
    wanted: { entries: (held) => ({ put: [], remove: held.filter((entry) => entryKey(entry) === key) }) },
    confirm,
    confirmPath: 'query.confirm',
    dryRun,
    detail: { policyType, resource },
    check: ({ role }) => {
      const isThere = role.brokers.some(({ held }) => held?.entries?.some((entry) => entryKey(entry) === key))
      if (!isThere) throw new AppError('NOT_FOUND', `${roleName} has no ${policyType} policy for ${resource}.`)
    },
  })
}
