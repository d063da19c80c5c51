import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readAccessFileState } from './access-file-state.ts'
import type { AccessFile } from './schema.ts'

export async function getAccessFile(ctx: Context): Promise<AccessFile> {
  requirePermission(ctx, 'permission-set:manage')
  const where = { isFromFile: true }
  const [state, permissionSets, grants, providers] = await Promise.all([
    readAccessFileState(),
    db().permissionSet.count({ where }),
    db().grant.count({ where }),
    db().signInProvider.count({ where }),
  ])
  return { ...state, counts: { permissionSets, grants, providers } }
}
