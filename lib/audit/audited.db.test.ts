import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { audited } from '#lib/audit/audited.ts'
import { getAudit } from '#lib/audit/list-audit.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { BrokerError, ConnectError, RequestTimeoutError } from '#lib/rocketmq/errors.ts'
import { type Context, workerContext } from '#lib/users/context.ts'

useDatabase()
afterEach(() => {
  vi.restoreAllMocks()
})

const entry = { action: 'topic.update', target: { kind: 'topic', name: 'a%b' } }
const context = (): Context => workerContext(new AbortController().signal, 'kim')
const rowOf = (ctx: Context) => getAudit(ctx, { auditId: ctx.auditIds[0] ?? '' })

describe('a write', () => {
  test('U-14 leaves who, what, before, after and how long', async () => {
    await db().cluster.create({
      data: {
        clusterId: 'rmq-aaaaaaaa',
        name: 'pay',
        environment: 'production',
        nameServers: [],
        metricsSource: {},
        createdBy: 'test',
      },
    })
    const ctx = context()
    const value = await audited(
      ctx,
      {
        ...entry,
        clusterId: 'rmq-aaaaaaaa',
        permission: 'topic:update',
        before: { perm: 'RW' },
        detail: { perm: 'R', secretKey: 'x' },
        reason: 'why',
        command: 'mqadmin updateTopic',
      },
      async (record) => {
        // The intent is there before anything happens.
        expect(await rowOf(ctx)).toMatchObject({ outcome: 'UNKNOWN', durationMs: null })
        record.after({ perm: 'R', offset: 9223372036854775807n })
        return 7
      },
    )
    expect(value).toBe(7)
    expect(await rowOf(ctx)).toMatchObject({
      actor: { kind: 'worker', id: 'worker', name: 'worker', onBehalfOf: 'kim' },
      action: 'topic.update',
      target: entry.target,
      cluster: { clusterId: 'rmq-aaaaaaaa', name: 'pay', environment: 'production' },
      outcome: 'SUCCESS',
      permission: 'topic:update',
      before: { perm: 'RW' },
      after: { perm: 'R', offset: '9223372036854775807' },
      request: { body: { perm: 'R', secretKey: '[redacted]' }, reason: 'why', command: 'mqadmin updateTopic' },
      requestId: ctx.requestId,
      durationMs: expect.any(Number),
    })
  })

  const item = (target: string) => ({ target, error: { code: 'CLUSTER_TIMEOUT', detail: 'no answer' } })
  test.each([
    ['all done', { done: [{ target: 'a' }], failed: [], unknown: [] }, 'SUCCESS'],
    ['some failed', { done: [{ target: 'a' }], failed: [item('b')], unknown: [] }, 'PARTIAL'],
    ['some unknown', { done: [{ target: 'a' }], failed: [], unknown: [item('b')] }, 'PARTIAL'],
    ['none done', { done: [], failed: [item('b')], unknown: [] }, 'FAILED'],
    ['none done, one unknown', { done: [], failed: [item('a')], unknown: [item('b')] }, 'UNKNOWN'],
  ])('to several servers with %s', async (_title, lists, outcome) => {
    const ctx = context()
    await audited(ctx, entry, async () => lists)
    expect(await rowOf(ctx)).toMatchObject({ outcome, servers: lists })
    const thrown = context()
    const error = new AppError('CLUSTER_REJECTED', 'x', { extra: lists })
    await expect(audited(thrown, entry, () => Promise.reject(error))).rejects.toBe(error)
    expect(await rowOf(thrown)).toMatchObject({ outcome, servers: lists, error: { code: 'CLUSTER_REJECTED' } })
  })

  const broker = { address: 'h:1', responseCode: 17, responseCodeName: 'TOPIC_NOT_EXIST', remark: 'word <for> word' }
  test.each([
    ['refused', new AppError('READ_ONLY', 'read-only'), 'REFUSED', { code: 'READ_ONLY', detail: 'read-only' }],
    [
      'rejected by the broker',
      new AppError('CLUSTER_REJECTED', 'no', { broker }),
      'FAILED',
      { code: 'CLUSTER_REJECTED', broker },
    ],
    [
      'rejected on the wire',
      new BrokerError({ address: 'h:1', responseCode: 17, remark: 'word <for> word' }),
      'FAILED',
      { broker },
    ],
    ['never sent', new ConnectError('refused', { address: 'h:1' }), 'FAILED', { code: 'CLUSTER_UNREACHABLE' }],
    [
      'sent and not answered',
      new RequestTimeoutError({ address: 'h:1', wasSent: true, timeoutMs: 5 }),
      'UNKNOWN',
      { code: 'CLUSTER_TIMEOUT' },
    ],
    ['broken by a bug', new Error('password hunter2'), 'FAILED', { code: 'INTERNAL' }],
  ])('that is %s', async (_title, error, outcome, told) => {
    const ctx = context()
    await expect(audited(ctx, entry, () => Promise.reject(error))).rejects.toBe(error)
    const row = await rowOf(ctx)
    expect(row).toMatchObject({ outcome, error: told })
    expect(JSON.stringify(row)).not.toContain('hunter2')
  })
})

test('U-15 the effect does not run when its intent cannot be stored', async () => {
  const ctx = context()
  vi.spyOn(db().auditEvent, 'create').mockRejectedValueOnce(new Error('disk full'))
  const effect = vi.fn(async () => 1)
  await expect(audited(ctx, entry, effect)).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(effect).not.toHaveBeenCalled()
  expect(ctx.auditIds).toEqual([])
})

test('the effect stands when only its outcome cannot be stored, and the row reads UNKNOWN', async () => {
  const ctx = context()
  vi.spyOn(db().auditResult, 'create').mockRejectedValueOnce(new Error('disk full'))
  expect(await audited(ctx, entry, async () => 1)).toBe(1)
  expect(await rowOf(ctx)).toMatchObject({ outcome: 'UNKNOWN', durationMs: null })
})

test('U-15 a process killed between intent and outcome leaves a row that reads UNKNOWN', async () => {
  const script = new URL('./testing/die-in-effect.ts', import.meta.url)
  const { signal } = spawnSync(process.execPath, [script.pathname, 'killed'], { timeout: 60_000 })
  expect(signal).toBe('SIGKILL')
  const row = await db().auditEvent.findFirstOrThrow({ where: { targetName: 'killed' } })
  expect(await getAudit(context(), { auditId: row.auditId })).toMatchObject({
    action: 'topic.delete',
    actor: { kind: 'worker', onBehalfOf: 'test' },
    outcome: 'UNKNOWN',
    durationMs: null,
  })
})

test('rows are neither changed nor deleted', async () => {
  const ctx = context()
  await audited(ctx, entry, async () => 1)
  const where = { auditId: ctx.auditIds[0] ?? '' }
  await expect(db().auditEvent.updateMany({ where, data: { action: 'x' } })).rejects.toThrow()
  await expect(db().auditResult.updateMany({ where, data: { outcome: 'FAILED' } })).rejects.toThrow()
  await expect(db().auditResult.deleteMany({ where })).rejects.toThrow()
  await expect(db().$executeRaw`truncate audit_events cascade`).rejects.toThrow()
})

test('what is too large keeps its size only', async () => {
  const ctx = context()
  await audited(ctx, { ...entry, before: Array.from({ length: 900 }, () => 'x'.repeat(1000)) }, async () => 1)
  expect((await rowOf(ctx)).before).toEqual({ isCut: true, length: expect.any(Number) })
})
