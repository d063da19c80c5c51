/** Every permission of the console and the built-in sets that hold it. Shared with the browser, which uses it as a courtesy only. */
const viewer = [
  'cluster:read',
  'node:read',
  'topic:read',
  'group:read',
  'client:read',
  'namespace:read',
  'monitoring:read',
  'alarm:read',
  'job:read',
  'connect:read',
  'replication:read',
  'view:share',
  'message:read',
  'trace:read',
  'dead-letter:read',
] as const
const operatorOnly = [
  'message:read-body',
  'message:tail',
  'message:export',
  'client:stack',
  'topic:create',
  'topic:update',
  'topic:delete',
  'group:create',
  'group:update',
  'group:delete',
  'group:consume-switch',
  'namespace:write',
  'offset:reset',
  'offset:restore',
  'message:send',
  'message:verify',
  'dead-letter:resend',
  'dead-letter:mark',
  'diagnosis:run',
  'job:manage-own',
  'alarm:write',
  'alarm:acknowledge',
  'silence:write',
  'broker:config-read',
  'role:read',
] as const
const adminOnly = [
  'message:send-many',
  'message:unmask',
  'timer:cancel',
  'transaction:check',
  'broker:config-write',
  'broker:drain',
  'broker:cleanup',
  'node:write',
  'limit:write',
  'maintenance:write',
  'role:write',
  'role:write-super',
  'role:reveal-secret',
  'cluster:register',
  'cluster:update',
  'cluster:remove',
  'cluster:read-only',
  'replication:write',
  'migration:write',
  'metadata:import',
  'metadata:export',
  'channel:manage',
  'policy:manage',
  'user:manage',
  'permission-set:manage',
  'sign-in:manage',
  'token:manage',
  'masking:manage',
  'audit:read',
  'audit:export',
  'audit:manage',
  'job:manage',
  'about:read',
] as const

export const permissions = [...viewer, ...operatorOnly, ...adminOnly] as const
export type Permission = (typeof permissions)[number]

export const builtInSets = {
  viewer: [...viewer],
  operator: [...viewer, ...operatorOnly],
  admin: [...permissions],
} as const satisfies Record<string, readonly Permission[]>
export type BuiltInSet = keyof typeof builtInSets

const names: ReadonlySet<string> = new Set(permissions)
export const isPermission = (name: string): name is Permission => names.has(name)

/** What a permission is of no use without. A set that has the one has the others. */
const needs: Partial<Record<Permission, readonly Permission[]>> = {
  'connect:read': ['topic:read', 'group:read'],
  'message:read': ['topic:read'],
  'trace:read': ['topic:read'],
  'dead-letter:read': ['topic:read', 'group:read'],
  'message:read-body': ['message:read'],
  'message:tail': ['message:read'],
  'message:export': ['message:read'],
  'message:send': ['topic:read'],
  'message:send-many': ['message:send'],
  'message:verify': ['message:read', 'group:read'],
  'message:unmask': ['message:read-body'],
  'timer:cancel': ['message:read'],
  'transaction:check': ['message:read'],
  'client:stack': ['client:read'],
  'topic:create': ['topic:read'],
  'topic:update': ['topic:read'],
  'topic:delete': ['topic:read'],
  'group:create': ['group:read'],
  'group:update': ['group:read'],
  'group:delete': ['group:read'],
  'group:consume-switch': ['group:read'],
  'namespace:write': ['namespace:read'],
  'offset:reset': ['group:read', 'topic:read'],
  'offset:restore': ['group:read', 'topic:read'],
  'dead-letter:resend': ['dead-letter:read'],
  'dead-letter:mark': ['dead-letter:read'],
  'diagnosis:run': ['group:read', 'topic:read'],
  'job:manage-own': ['job:read'],
  'job:manage': ['job:read', 'job:manage-own'],
  'alarm:write': ['alarm:read'],
  'alarm:acknowledge': ['alarm:read'],
  'silence:write': ['alarm:read'],
  'broker:config-read': ['node:read'],
  'broker:config-write': ['broker:config-read'],
  'broker:drain': ['node:read'],
  'broker:cleanup': ['node:read'],
  'node:write': ['node:read'],
  'role:write': ['role:read'],
  'role:write-super': ['role:write'],
  'role:reveal-secret': ['role:read'],
  'replication:write': ['replication:read'],
  'channel:manage': ['alarm:read'],
  'policy:manage': ['alarm:read'],
  'audit:export': ['audit:read'],
  'audit:manage': ['audit:read'],
}
/** They concern the console, not a cluster. */
const ofTheConsole: ReadonlySet<Permission> = new Set([
  'user:manage',
  'permission-set:manage',
  'sign-in:manage',
  'token:manage',
  'masking:manage',
  'audit:read',
  'audit:export',
  'audit:manage',
  'about:read',
  'view:share',
  'cluster:register',
])

/** What a permission needs beside itself, step by step: `topic:delete` needs `topic:read` and `cluster:read`. */
export function prerequisitesOf(permission: Permission): Permission[] {
  const found = new Set<Permission>()
  const add = (one: Permission) => {
    for (const needed of [...(needs[one] ?? []), ...(ofTheConsole.has(one) ? [] : ['cluster:read' as const])]) {
      if (needed === permission || found.has(needed)) continue
      found.add(needed)
      add(needed)
    }
  }
  add(permission)
  return permissions.filter((one) => found.has(one))
}

/** A set with all that its permissions need, in the order in which they are listed everywhere. */
export function withPrerequisites(chosen: readonly Permission[]): Permission[] {
  const all = new Set(chosen.flatMap((permission) => [permission, ...prerequisitesOf(permission)]))
  return permissions.filter((permission) => all.has(permission))
}

/** What permissions are about that somebody may hold on a part of a cluster. */
const partial = [
  'topic',
  'group',
  'client',
  'namespace',
  'monitoring',
  'alarm',
  'silence',
  'job',
  'connect',
  'message',
  'trace',
  'dead-letter',
  'offset',
  'diagnosis',
  'timer',
  'transaction',
  'view',
] as const
export type ObjectPermission = Extract<Permission, `${(typeof partial)[number]}:${string}` | 'cluster:read'>

const aboutObjects: ReadonlySet<string> = new Set(partial)

/**
 * May a grant for single topics and groups hold it? The others are about a whole cluster, or the console, and such a grant gives
 * them nowhere.
 */
export const isAboutObjects = (permission: Permission): permission is ObjectPermission =>
  permission === 'cluster:read' || aboutObjects.has(permission.slice(0, permission.indexOf(':')))
