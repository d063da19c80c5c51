import type { Permission } from '#lib/users/permissions.ts'
import type { JobKind } from './schema.ts'

/** What each item of a kind needs: asked when a job is started, and again with every item. */
export const kindPermissions = {
  'topic.create': 'topic:create',
  'topic.update': 'topic:update',
  'topic.delete': 'topic:delete',
  'group.create': 'group:create',
  'group.delete': 'group:delete',
  'group.diagnose': 'diagnosis:run',
  'broker.cleanup': 'broker:cleanup',
  'dead-letter.resend': 'dead-letter:resend',
  'message.export': 'message:export',
  'role.create': 'role:write',
  'role.disable': 'role:write',
  'role.enable': 'role:write',
} as const satisfies Record<JobKind, Permission>
