import type { PartialEntry } from '#lib/api/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { cannotCreate } from '#lib/users/require-permission.ts'
import type { ScopedObject } from '#lib/users/scope-match.ts'
import { getMetadata } from './get-metadata.ts'

interface Found {
  isThere: boolean
  /** Servers that did not say what they hold. */
  partial: readonly PartialEntry[]
}

/**
 * In front of making what only its labels or owner bring into the scope: whoever could say them of something that is there would take it.
 *
 * @throws AppError FORBIDDEN, in the same words as for a name out of scope; CLUSTER_UNREACHABLE while a broker may hold it
 */
export async function requireNew(
  permission: Permission,
  clusterId: string,
  object: ScopedObject,
  { isThere, partial: [silent] }: Found,
): Promise<void> {
  const { kind, name } = object
  if (isThere || (await getMetadata(clusterId, kind, [name])).has(name)) {
    throw cannotCreate(permission, clusterId, object)
  }
  if (silent) throw new AppError('CLUSTER_UNREACHABLE', silent.detail)
}
