import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { type BuiltInSet, builtInSets, isPermission, type Permission } from '#lib/users/permissions.ts'

export const isBuiltIn = (name: string): name is BuiltInSet => Object.hasOwn(builtInSets, name) // asked on the line itself

/** What each of some sets holds. Those that are not there are not in the answer; the built-in ones ask the database nothing. */
export async function permissionsOfSets(
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<Permission>>> {
  const found = new Map<string, ReadonlySet<Permission>>()
  const own = new Set<string>()
  for (const name of names) {
    if (isBuiltIn(name)) found.set(name, new Set(builtInSets[name]))
    else own.add(name)
  }
  if (own.size === 0) return found
  const rows = await db().permissionSet.findMany({ where: { name: { in: [...own] } } })
  for (const { name, permissions } of rows) found.set(name, new Set(permissions.filter(isPermission)))
  return found
}

/** @throws AppError INVALID_INPUT for a set that is not there */
export async function requireSet(name: string, path: string): Promise<void> {
  if ((await permissionsOfSets([name])).has(name)) return
  const detail = `There is no permission set ${name}.`
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path, rule: 'unknown', detail }] })
}
