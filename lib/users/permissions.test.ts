import { describe, expect, it } from 'vitest'
import { endpoints } from '#lib/api/endpoints.ts'
import { builtInSets, type Permission, permissions } from '#lib/users/permissions.ts'

const holds = (set: keyof typeof builtInSets, permission: string) =>
  (builtInSets[set] as readonly string[]).includes(permission)
/** What changes something for others, by the API as it is. A POST may be a question. */
const writes = endpoints.filter(
  ({ method, permission }) =>
    method !== 'GET' && permission !== 'public' && permission !== 'signed-in' && !permission.endsWith(':read'),
)

describe('U-4 of the built-in sets', () => {
  it.each(writes.map(({ method, path, permission }) => [`${method} ${path}`, permission] as const))(
    'a viewer does not do %s, which needs %s, and an administrator does',
    (_, permission) => {
      expect(holds('viewer', permission)).toBe(false)
      expect(holds('admin', permission)).toBe(true)
    },
  )

  it('a viewer sees lists, charts and alarms, and no body', () => {
    const seen: Permission[] = ['topic:read', 'group:read', 'client:read', 'node:read', 'monitoring:read', 'alarm:read']
    for (const permission of [...seen, 'message:read'] as const) expect(holds('viewer', permission)).toBe(true)
    for (const permission of ['message:read-body', 'message:tail', 'message:export', 'message:unmask'] as const) {
      expect(holds('viewer', permission)).toBe(false)
    }
  })

  it('an operator resets offsets, and touches neither broker settings nor roles nor users', () => {
    for (const permission of ['offset:reset', 'topic:create', 'message:read-body', 'role:read'] as const) {
      expect(holds('operator', permission)).toBe(true)
    }
    for (const permission of ['broker:config-write', 'role:write', 'user:manage', 'cluster:update'] as const) {
      expect(holds('operator', permission)).toBe(false)
    }
  })

  it('each holds what the one before holds', () => {
    expect(builtInSets.viewer.every((permission) => holds('operator', permission))).toBe(true)
    expect(builtInSets.operator.every((permission) => holds('admin', permission))).toBe(true)
    expect(builtInSets.admin).toHaveLength(permissions.length)
  })
})
