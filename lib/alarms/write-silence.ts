import { randomUUID } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import { db } from '#lib/db/db.ts'
import { type AlarmSilence, Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermission } from '#lib/users/require-permission.ts'
import { revisionConflict } from '#lib/users/revision-conflict.ts'
import { patternError } from './check-rule.ts'
import { findInstance } from './find-instance.ts'
import { showSilences } from './list-silences.ts'
import { findRule } from './read-rule.ts'
import type { NewSilence, Silence, SilencePatch, SilenceScope } from './silence-schema.ts'
import { loadSilence } from './silences.ts'
import type { NamedRow } from './to-instance.ts'

/** Hides notices for a while; events are kept. @throws AppError INVALID_INPUT with each field that is wrong */
export async function createSilence(ctx: Context, input: NewSilence): Promise<Silence> {
  const scope = await requireScope(ctx, input.scope)
  const entry = entryOf('silence.create', { ...input, scope })
  return audited(ctx, { ...entry, detail: input }, async (record) => {
    const now = new Date()
    const times = { startsAt: input.startsAt ?? now, endsAt: input.endsAt ?? null, recurring: input.recurring ?? null }
    requireTimes(scope, times, now)
    const row = await db().alarmSilence.create({
      data: { silenceId: randomUUID(), ...columnsOf(scope, times), reason: input.reason, createdBy: ctx.actor.name },
    })
    const silence = await shown(row)
    record.after(silence)
    return silence
  })
}

/** Changes, extends or ends a silence. @throws AppError INVALID_INPUT, NOT_FOUND, CONFLICT */
export async function updateSilence(
  ctx: Context,
  { silenceId, revision, ...patch }: SilencePatch & { silenceId: string },
): Promise<Silence> {
  const row = await findSilence(ctx, silenceId)
  const before = loadSilence(row)
  const scope = patch.scope ? await requireScope(ctx, patch.scope) : before.scope
  const reason = patch.reason ?? row.reason
  const entry = { ...entryOf('silence.update', { scope, reason }), before, detail: patch }
  return audited(ctx, entry, async (record) => {
    if (revision !== undefined && revision !== String(row.revision)) throw revisionConflict('The silence')
    const now = new Date()
    const times = {
      startsAt: patch.startsAt ?? row.startsAt,
      endsAt: patch.endsAt === undefined ? row.endsAt : patch.endsAt,
      recurring: patch.recurring === undefined ? before.recurring : patch.recurring,
    }
    // Of now or earlier: it ends now.
    const ends = patch.endsAt != null && patch.endsAt <= now
    if (ends) times.endsAt = now
    else requireTimes(scope, times, now)
    const { count } = await db().alarmSilence.updateMany({
      where: { silenceId, revision: row.revision },
      data: { ...columnsOf(scope, times), reason, updatedAt: now, revision: { increment: 1 } },
    })
    if (count === 0) throw revisionConflict('The silence')
    const silence = await shown(await db().alarmSilence.findUniqueOrThrow({ where: { silenceId } }))
    record.after(silence)
    return silence
  })
}

/** Ends a silence now; one that has not begun goes. */
export async function deleteSilence(ctx: Context, { silenceId }: { silenceId: string }): Promise<undefined> {
  const row = await findSilence(ctx, silenceId)
  const before = loadSilence(row)
  await audited(
    ctx,
    { ...entryOf('silence.delete', { scope: before.scope, reason: row.reason }), before },
    async () => {
      const now = new Date()
      if (row.startsAt > now) await db().alarmSilence.deleteMany({ where: { silenceId } })
      else if (row.endsAt === null || row.endsAt > now)
        await db().alarmSilence.update({
          where: { silenceId },
          data: { endsAt: now, updatedAt: now, revision: { increment: 1 } },
        })
    },
  )
}

/** @throws AppError NOT_FOUND, FORBIDDEN */
async function findSilence(ctx: Context, silenceId: string): Promise<AlarmSilence> {
  const row = await db().alarmSilence.findUnique({ where: { silenceId } })
  const isSeen = row && hasPermission(ctx, 'alarm:read', row.clusterId ?? undefined)
  const instance = row && !isSeen ? await instanceOf(ctx, row.instanceId) : null
  if (!row || (!isSeen && !instance)) throw new AppError('NOT_FOUND', `There is no silence ${silenceId}.`)
  if (!instance || !seesAlarm(ctx, 'silence:write', instance))
    requirePermission(ctx, 'silence:write', row.clusterId ?? undefined)
  return row
}

async function instanceOf(ctx: Context, instanceId: string | null): Promise<NamedRow | null> {
  if (instanceId === null) return null
  return findInstance(ctx, instanceId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  })
}

/** The scope with the cluster that its incident is of. @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT */
export async function requireScope(ctx: Context, scope: SilenceScope): Promise<SilenceScope> {
  const instance = scope.instanceId === undefined ? null : await findInstance(ctx, scope.instanceId)
  const clusterId = scope.clusterId ?? instance?.clusterId
  // Who may on a part of a cluster silences single alarms of that part.
  if (!instance || !seesAlarm(ctx, 'silence:write', instance)) requirePermission(ctx, 'silence:write', clusterId)
  if (scope.ruleId !== undefined) await findRule(ctx, scope.ruleId)
  const wrong = scope.object && patternError(scope.object, 'body.scope.object.pattern')
  if (wrong) throw new AppError('INVALID_INPUT', wrong.detail, { fields: [wrong] })
  return { ...scope, ...(clusterId !== undefined && { clusterId }) }
}

type Times = Pick<Silence, 'startsAt' | 'endsAt' | 'recurring'>

function requireTimes(scope: SilenceScope, { startsAt, endsAt, recurring }: Times, now: Date): void {
  const wrong = (path: string, rule: string, detail: string) =>
    new AppError('INVALID_INPUT', detail, { fields: [{ path: `body.${path}`, rule, detail }] })
  if (endsAt === null && recurring === null && scope.instanceId === undefined)
    throw wrong(
      'endsAt',
      'required',
      'Say when it ends: only a silence of one alarm, or a recurring one, may have no end.',
    )
  if (endsAt !== null && endsAt <= startsAt) throw wrong('endsAt', 'order', 'It must end after it begins.')
  if (endsAt !== null && endsAt <= now) throw wrong('endsAt', 'past', 'It must end in the future.')
}

const columnsOf = (scope: SilenceScope, { startsAt, endsAt, recurring }: Times) => ({
  clusterId: scope.clusterId ?? null,
  ruleId: scope.ruleId ?? null,
  instanceId: scope.instanceId ?? null,
  scope: JSON.parse(JSON.stringify(scope)) as Prisma.InputJsonObject, // plain data by its schema
  startsAt,
  endsAt,
  recurring: recurring ?? Prisma.DbNull,
})

async function shown(row: AlarmSilence): Promise<Silence> {
  const [silence] = await showSilences([row], new Date())
  if (!silence) throw new Error('one row makes one silence')
  return silence
}

const entryOf = (action: string, { scope, reason }: { scope: SilenceScope; reason: string }) => ({
  action,
  target: { kind: 'silence', name: reason.slice(0, 100) },
  permission: 'silence:write' as const,
  ...(scope.clusterId !== undefined && { clusterId: scope.clusterId }),
})
