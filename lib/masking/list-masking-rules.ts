import type { List } from '#lib/api/endpoint.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { readRules } from './rule-row.ts'
import type { MaskingRule } from './schema.ts'

/** All rules, in the order in which they are asked. */
export async function listMaskingRules(
  ctx: Context,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<List<MaskingRule>> {
  requirePermission(ctx, 'masking:manage')
  const rules = await readRules()
  return { items: rules.slice((page - 1) * pageSize, page * pageSize), total: rules.length, page, pageSize }
}
