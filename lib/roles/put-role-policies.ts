import { AppError } from '#lib/errors.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { Context } from '#lib/users/context.ts'
import { changeRole } from './change-role.ts'
import { byKey, entryKey, isSameEntry } from './policy-entries.ts'
import type { PoliciesInput, RolePreview, WrittenRole } from './write-schema.ts'

/**
 * Merges policy entries into those of a role on every broker; what is not named stays.
 *
 * @throws AppError as {@link changeRole}; INVALID_INPUT for one key twice
 */
export async function putRolePolicies(
  ctx: Context,
  input: PoliciesInput & { clusterId: string; roleName: string; dryRun?: boolean | undefined },
): Promise<RolePreview | WrittenRole> {
  const { clusterId, roleName, dryRun, confirm, revision } = input
  const entries = input.entries.map((entry): PolicyEntry => ({ ...entry, sourceIps: entry.sourceIps ?? [] }))
  requireOnce(entries)
  return changeRole(ctx, {
    clusterId,
    roleName,
    action: 'role.policy-write',
    wanted: {
      entries: (held) => {
        const present = byKey(held)
        return { put: entries.filter((entry) => !isSameEntry(entry, present.get(entryKey(entry)))), remove: [] }
      },
    },
    dryRun,
    confirm,
    revision,
    detail: { entries },
  })
}

function requireOnce(entries: readonly PolicyEntry[]): void {
  const seen = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    if (seen.has(entryKey(entry))) {
      const { resource } = entry
      const detail = `${resource} is there twice.`
      const fields = [{ path: `body.entries.${index}.resource`, rule: 'twice', params: { name: resource }, detail }]
      throw new AppError('INVALID_INPUT', detail, { fields })
    }
    seen.add(entryKey(entry))
  }
}
