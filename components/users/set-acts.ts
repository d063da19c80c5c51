import type { Permission } from '#lib/users/permissions.ts'

/** What tells a set from others: what it lets people do, or, where that is nothing, what it lets them see. */
export function actsOf(held: readonly Permission[]): readonly Permission[] {
  const acts = held.filter((permission) => !permission.endsWith(':read'))
  return acts.length > 0 ? acts : held
}
