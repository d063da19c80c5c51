import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { requireRuleScope } from './read-rule.ts'
import { scopeKeyOf } from './rule-content.ts'
import type { ImportedRules, ImportRules } from './rule-schema.ts'
import { createAlarmRule, updateAlarmRule } from './write-rule.ts'

const MAX_NAME = 60

/** Creates the rules of a file, each for itself, each with its own row of the audit. */
export async function importAlarmRules(
  ctx: Context,
  { file, clusters, onConflict }: ImportRules,
): Promise<ImportedRules> {
  requirePermissionSomewhere(ctx, 'alarm:write')
  const result: ImportedRules = { created: [], updated: [], skipped: [], failed: [] }
  for (const each of file.rules) {
    const rule = { ...each, ...(clusters && { clusters }) }
    const { name } = rule
    try {
      requireRuleScope(ctx, 'alarm:write', rule.clusters)
      const taken = await findTaken(scopeKeyOf(rule.clusters), name)
      if (taken === null) {
        await createAlarmRule(ctx, rule)
        result.created.push(name)
      } else if (onConflict === 'skip') {
        result.skipped.push({ name, detail: 'There is a rule of this name for these clusters already.' })
      } else if (onConflict === 'overwrite') {
        await updateAlarmRule(ctx, { ...rule, ruleId: taken })
        result.updated.push(name)
      } else {
        const other = await freeName(scopeKeyOf(rule.clusters), name)
        await createAlarmRule(ctx, { ...rule, name: other })
        result.created.push(other)
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      result.failed.push({ name, detail: error.message })
    }
  }
  return result
}

async function findTaken(scopeKey: string, name: string): Promise<string | null> {
  const row = await db().alarmRule.findUnique({
    where: { scopeKey_name: { scopeKey, name } },
    select: { ruleId: true },
  })
  return row?.ruleId ?? null
}

async function freeName(scopeKey: string, name: string): Promise<string> {
  for (let number = 2; ; number++) {
    const ending = ` (${number})`
    const candidate = name.slice(0, MAX_NAME - ending.length) + ending
    if ((await findTaken(scopeKey, candidate)) === null) return candidate
  }
}
