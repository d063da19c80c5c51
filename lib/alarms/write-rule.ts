import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { Context } from '#lib/users/context.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { requireValidRule } from './check-rule.ts'
import { closeInstances, closeReasonOf } from './close-instances.ts'
import { readClusterFacts } from './cluster-facts.ts'
import { factsFor, judgeNow } from './judge-now.ts'
import { matchingObjects, objectKey } from './objects.ts'
import { findRule, requireRuleScope, type StoredRule, toRules, visibleClusters } from './read-rule.ts'
import { columnsOf, isForCluster, readContent, toLoaded } from './rule-content.ts'
import { type AlarmRule, type AlarmRulePatch, NewAlarmRule, type SavedAlarmRule } from './rule-schema.ts'
import { sightFor, sightOf } from './rule-sight.ts'

/** More than anybody looks after. */
const MAX_RULES = 2_000

/**
 * Creates a rule, and says on how many objects it holds now.
 *
 * @throws AppError INVALID_INPUT with each field that is wrong, CONFLICT when there is one of that name for the same clusters
 */
export async function createAlarmRule(ctx: Context, input: NewAlarmRule): Promise<SavedAlarmRule> {
  const boundTo = requireRuleScope(ctx, 'alarm:write', input.clusters)
  return audited(ctx, entryOf('alarm-rule.create', input), async (record) => {
    await requireValidRule(input)
    await requireClusters(input)
    const used = await db().alarmRule.count()
    if (used >= MAX_RULES) {
      throw new AppError('LIMIT_EXCEEDED', `There are ${MAX_RULES} rules already.`, { limit: MAX_RULES, used })
    }
    const ruleId = randomUUID()
    const by = ctx.actor.name
    await db()
      .alarmRule.create({ data: { ruleId, ...columnsOf(input), boundTo, createdBy: by, updatedBy: by } })
      .catch((error: unknown) => {
        throw asNameTaken(error, input.name)
      })
    const rule = await shown(ctx, ruleId)
    record.after(rule)
    return { rule, firesNow: await countFiring(ctx, input), closed: 0 }
  })
}

/**
 * Changes a rule. Thresholds, text and routing keep running incidents; another selector, metric or level closes those that no
 * longer match.
 *
 * @throws AppError INVALID_INPUT, CONFLICT, NOT_FOUND
 */
export async function updateAlarmRule(
  ctx: Context,
  { ruleId, revision, ...patch }: AlarmRulePatch & { ruleId: string },
): Promise<SavedAlarmRule> {
  const stored = await findRule(ctx, ruleId)
  const { row } = stored
  const content = { ...stored.content, isEnabled: row.isEnabled }
  requireRuleScope(ctx, 'alarm:write', content.clusters, row.boundTo)
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const after: NewAlarmRule = { ...content, ...given }
  requireRuleScope(ctx, 'alarm:write', after.clusters, row.boundTo)
  const entry = { ...entryOf('alarm-rule.update', after), before: content, detail: given }
  return audited(ctx, entry, async (record) => {
    if (revision !== undefined && revision !== String(row.revision)) throw revisionConflict('The rule')
    const checked = NewAlarmRule.safeParse(after)
    if (!checked.success) throw new AppError('INVALID_INPUT', checked.error.issues[0]?.message ?? 'This is no rule.')
    await requireValidRule(after)
    await requireClusters(after)
    const reason = closeReasonOf(content, after)
    const stays = reason === 'NO_LONGER_MATCHES' ? await matchingKeys(ctx, row, after) : new Set<string>()
    const changesThresholds = patch.conditions !== undefined
    const closed = await db()
      .$transaction(async (tx) => {
        const { count } = await tx.alarmRule.updateMany({
          where: { ruleId, revision: row.revision },
          data: {
            ...columnsOf(after),
            updatedBy: ctx.actor.name,
            updatedAt: new Date(),
            revision: { increment: 1 },
            ...(changesThresholds && { isSuggested: false }),
          },
        })
        if (count === 0) throw revisionConflict('The rule')
        if (reason === null) return 0
        const open = await tx.alarmInstance.findMany({ where: { ruleId, endedAt: null } })
        const gone = open.filter(({ clusterId, objectKey: key }) => !stays.has(`${clusterId} ${key}`))
        return closeInstances(tx, gone, reason, new Date())
      })
      .catch((error: unknown) => {
        throw asNameTaken(error, after.name)
      })
    const rule = await shown(ctx, ruleId)
    record.after(rule)
    return { rule, firesNow: await countFiring(ctx, after), closed }
  })
}

/** Deletes a rule: its incidents close, their history stays. */
export async function deleteAlarmRule(ctx: Context, { ruleId }: { ruleId: string }): Promise<undefined> {
  const { row, content } = await findRule(ctx, ruleId)
  requireRuleScope(ctx, 'alarm:write', content.clusters, row.boundTo)
  await audited(ctx, { ...entryOf('alarm-rule.delete', content), before: content }, () =>
    db().$transaction(async (tx) => {
      const open = await tx.alarmInstance.findMany({ where: { ruleId, endedAt: null } })
      await closeInstances(tx, open, 'RULE_DELETED', new Date())
      await tx.alarmRule.deleteMany({ where: { ruleId } })
    }),
  )
}

function entryOf(action: string, { name, clusters }: NewAlarmRule) {
  const only = clusters !== 'all' && clusters.clusterIds?.length === 1 ? clusters.clusterIds[0] : undefined
  return {
    action,
    target: { kind: 'alarm-rule', name },
    permission: 'alarm:write' as const,
    ...(only !== undefined && { clusterId: only }),
  }
}

async function shown(ctx: Context, ruleId: string): Promise<AlarmRule> {
  const row = await db().alarmRule.findUniqueOrThrow({ where: { ruleId } })
  const content = readContent(row)
  const stored: StoredRule[] = content ? [{ row, content }] : []
  const [rule] = await toRules(ctx, stored)
  if (!rule) throw new Error('a rule that was just written can be read')
  return rule
}

/** @throws AppError INVALID_INPUT for a cluster that is not registered */
async function requireClusters({ clusters }: NewAlarmRule): Promise<void> {
  if (clusters === 'all' || !clusters.clusterIds) return
  const known = await db().cluster.findMany({
    where: { clusterId: { in: clusters.clusterIds }, removedAt: null },
    select: { clusterId: true },
  })
  const missing = clusters.clusterIds.filter((id) => !known.some(({ clusterId }) => clusterId === id))
  if (missing.length === 0) return
  const detail = `There is no cluster ${missing.join(', ')}.`
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.clusters', rule: 'unknown', detail }] })
}

/** Objects on which a rule holds now; null where that could not be said. Saving does not fail for it. */
async function countFiring(ctx: Context, content: NewAlarmRule): Promise<number | null> {
  try {
    const rule = toLoaded(content)
    let count = 0
    for (const cluster of await visibleClusters(ctx)) {
      if (!isForCluster(rule.clusters, cluster)) continue
      const { objects } = await judgeNow(
        rule,
        await factsFor(ctx, cluster.clusterId, rule),
        sightFor(ctx, cluster.clusterId),
      )
      count += objects.filter(({ severity }) => severity !== null).length
    }
    return count
  } catch (error) {
    log.warn({ error }, 'What a saved rule would fire on could not be said')
    return null
  }
}

/** Objects of open incidents that the changed rule is about still. Of a server that does not answer they are kept. */
async function matchingKeys(
  ctx: Context,
  { ruleId, boundTo }: { ruleId: string; boundTo: string | null },
  after: NewAlarmRule,
): Promise<Set<string>> {
  const open = await db().alarmInstance.findMany({ where: { ruleId, endedAt: null }, select: { clusterId: true } })
  const keys = new Set<string>()
  for (const clusterId of new Set(open.map((each) => each.clusterId))) {
    const facts = await readClusterFacts(ctx, clusterId, new Date(), { diskForecast: false, consumeOff: false })
    const row = await db().cluster.findUniqueOrThrow({ where: { clusterId } })
    if (!isForCluster(after.clusters, row)) continue
    const sight = await sightOf(boundTo)
    for (const { object } of matchingObjects(facts, after.level, after.selector, sight(clusterId)))
      keys.add(`${clusterId} ${objectKey(object)}`)
  }
  return keys
}

/** What the database says of a second rule of one name, in words. */
function asNameTaken(error: unknown, name: string): unknown {
  const isTaken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002'
  if (!isTaken) return error
  const detail = `There is a rule ${name} for these clusters already.`
  return new AppError('CONFLICT', detail, { fields: [{ path: 'body.name', rule: 'taken', detail }] }, { cause: error })
}
