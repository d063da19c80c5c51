import type { Context } from '#lib/users/context.ts'
import { changeRole } from './change-role.ts'
import type { RoleStatus } from './schema.ts'
import type { RolePreview, WrittenRole } from './write-schema.ts'

/** Disables a role on every broker, or enables it again. @throws AppError as {@link changeRole} */
export function setRoleStatus(
  ctx: Context,
  input: {
    clusterId: string
    roleName: string
    status: RoleStatus
    revision?: string | undefined
    dryRun?: boolean | undefined
  },
): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName, status, revision, dryRun } = input
  return changeRole(ctx, {
    clusterId,
    roleName,
    action: 'role.status',
    wanted: { status },
    revision,
    dryRun,
    // It can be taken back at once: nothing is typed.
    isFree: true,
    detail: { status },
  })
}
