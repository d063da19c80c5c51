import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { changeRole } from './change-role.ts'
import { formChange, rowRemarks } from './role-form.ts'
import type { RolePatch, RolePreview, WrittenRole } from './write-schema.ts'

export type UpdateRoleInput = RolePatch & { clusterId: string; roleName: string; dryRun?: boolean | undefined }

/**
 * Changes what a role is and may do, on every broker; its remark, labels and owner in the console alone. The form leaves policies
 * alone that it cannot express, and refuses to take the place of one.
 *
 * @throws AppError as {@link changeRole}; CONFLICT where a row stands on a policy that the form cannot express
 */
export async function updateRole(ctx: Context, input: UpdateRoleInput): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName, dryRun, confirm, revision, ...patch } = input
  const { kind, status, form, remark, labels, owner } = patch
  const hasMetadata = [remark, labels, owner].some((value) => value !== undefined)
  return changeRole(ctx, {
    clusterId,
    roleName,
    action: 'role.update',
    wanted: { kind, status, entries: form && ((held) => formChange(held, form)) },
    metadata: hasMetadata ? { remark, labels, owner } : undefined,
    rowRemarks: form && rowRemarks(form),
    dryRun,
    confirm,
    revision,
    detail: patch,
    check: ({ role }) => {
      if (!form) return
      const conflicts = new Set(role.brokers.flatMap(({ held }) => formChange(held?.entries ?? [], form).conflicts))
      if (conflicts.size === 0) return
      const names = [...conflicts].join(', ')
      const detail = `${names}: there is a policy that a form cannot express. Change it among the raw policies.`
      throw new AppError('CONFLICT', detail, { reason: 'CUSTOM_POLICY', extra: { resources: [...conflicts] } })
    },
  })
}
