import { beforeEach, describe, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { audited } from '#lib/audit/audited.ts'
import { updateAuditSettingsEndpoint, verifyAuditEndpoint } from '#lib/audit-chain/api.ts'
import { forgetAudit } from '#lib/audit-chain/forget-audit.ts'
import type { AuditVerification } from '#lib/audit-chain/schema.ts'
import { sealAudit } from '#lib/audit-chain/seal-audit.ts'
import { verifyAudit } from '#lib/audit-chain/verify-audit.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()

const context = () => workerContext(new AbortController().signal, 'test')
async function leave(name: string): Promise<string> {
  const ctx = context()
  await audited(ctx, { action: 'topic.update', target: { kind: 'topic', name }, before: { a: 1 } }, async () => 1)
  return ctx.auditIds[0] ?? ''
}
const verify = () => verifyAudit(context())
const problems = ({ broken }: AuditVerification) => broken.map(({ problem, auditId }) => [problem, auditId])

/** Somebody with a login to the database: past the triggers, past the product. */
async function tamper(sql: string): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$executeRawUnsafe(`set local session_replication_role = replica`)
    await tx.$executeRawUnsafe(sql)
  })
}

let ids: string[]
beforeEach(async () => {
  await tamper('delete from audit_outcomes')
  await tamper('delete from audit_events')
  await tamper('delete from audit_seals')
  await tamper('delete from audit_unsealed')
  await tamper(
    `update audit_chain set head_no = 0, head_hash = decode(repeat('00', 32), 'hex'), head_mac = null,
     anchor_no = 0, anchor_hash = decode(repeat('00', 32), 'hex'), anchor_mac = null, kept_from = null`,
  )
  ids = []
  for (let i = 0; i < 6; i++) ids.push(await leave(`topic_${i}`))
  await sealAudit()
})

describe('U-18 the chain', () => {
  test('holds one seal of each event and each outcome, and verifies', async () => {
    expect(await verify()).toMatchObject({ isIntact: true, checked: 12, broken: [], waiting: 0, next: null })
    await leave('late')
    expect(await verify()).toMatchObject({ isIntact: true, checked: 12, waiting: 2 })
    await sealAudit()
    expect(await verify()).toMatchObject({ isIntact: true, checked: 14, waiting: 0 })
  })

  test.each([
    ['who did it', (id: string) => `update audit_events set actor_name = 'somebody else' where audit_id = '${id}'`],
    ['when', (id: string) => `update audit_events set at = at - interval '1 day' where audit_id = '${id}'`],
    ['what was asked', (id: string) => `update audit_events set request = '{}' where audit_id = '${id}'`],
    ['how it ended', (id: string) => `update audit_outcomes set outcome = 'REFUSED' where audit_id = '${id}'`],
    ['what it was before', (id: string) => `update audit_outcomes set before = '{"a": 2}' where audit_id = '${id}'`],
  ])('finds the one row in which somebody changed %s', async (_title, sql) => {
    await tamper(sql(ids[2] ?? ''))
    const found = await verify()
    expect(found.isIntact).toBe(false)
    expect(problems(found)).toEqual([['ROW_CHANGED', ids[2]]])
  })

  test('finds every changed row, not the first alone', async () => {
    for (const i of [1, 4]) await tamper(`update audit_events set action = 'x' where audit_id = '${ids[i]}'`)
    expect(problems(await verify())).toEqual([
      ['ROW_CHANGED', ids[1]],
      ['ROW_CHANGED', ids[4]],
    ])
  })

  test('finds a row that is gone, with or without its seal', async () => {
    await tamper(`delete from audit_outcomes where audit_id = '${ids[3]}'`)
    expect(problems(await verify())).toEqual([['ROW_MISSING', ids[3]]])
    await tamper(`delete from audit_seals where audit_id = '${ids[3]}' and kind = 'OUTCOME'`)
    expect(problems(await verify())).toEqual([['SEAL_MISSING', undefined]])
  })

  test('finds a row whose seal was made to fit: nobody makes the hash without the key', async () => {
    await tamper(`update audit_events set action = 'x' where audit_id = '${ids[3]}'`)
    const changed = (await verify()).broken[0]
    const { digest } = (await db().$queryRaw<{ digest: Uint8Array }[]>`select sha256('anything') digest`)[0] as {
      digest: Uint8Array
    } // one row
    await tamper(
      `update audit_seals set digest = '\\x${Buffer.from(digest).toString('hex')}' where seal_no = ${changed?.sealNo}`,
    )
    expect(problems(await verify())).toEqual([
      ['ROW_CHANGED', ids[3]],
      ['SEAL_CHANGED', ids[3]],
    ])
  })

  test('finds an end that was cut off, a row that was put in, and one that went before it was sealed', async () => {
    await tamper(`delete from audit_outcomes where audit_id = '${ids[5]}'`)
    await tamper(`delete from audit_events where audit_id = '${ids[5]}'`)
    await tamper(`delete from audit_seals where audit_id = '${ids[5]}'`)
    await tamper(`update audit_chain set head_no = 10, head_hash = (select hash from audit_seals where seal_no = 10)`)
    expect(problems(await verify())).toEqual([['HEAD_CHANGED', undefined]])
    await tamper(
      `insert into audit_events (audit_id, actor_kind, actor_id, actor_name, action, target_kind, target_name, request, request_id)
       values ('forged', 'user', 'u', 'kim', 'topic.delete', 'topic', 't', '{}', 'r')`,
    )
    expect(problems(await verify())).toContainEqual(['NOT_SEALED', 'forged'])
    const early = await leave('early')
    await tamper(`delete from audit_outcomes where audit_id = '${early}'`)
    await sealAudit()
    expect(problems(await verify())).toContainEqual(['ROW_MISSING', early])
  })

  test('goes on where an answer ended that ran out of time', async () => {
    const first = await verifyAudit(context(), {}, { timeMs: 0 })
    expect(first).toMatchObject({ checked: 0, next: 0n })
    expect(await verifyAudit(context(), { after: 4n })).toMatchObject({ isIntact: true, checked: 8, next: null })
  })

  test('is whole when several processes seal while many write', async () => {
    const writes = Promise.all(Array.from({ length: 100 }, (_, i) => leave(`many_${i}`)))
    await Promise.all([sealAudit(), sealAudit(), writes, sealAudit()])
    await sealAudit()
    expect(await verify()).toMatchObject({ isIntact: true, checked: 212, waiting: 0 })
  })

  test('is verified over the API by whoever reads the audit of all clusters', async () => {
    const token = (await (await makePerson('admin')).makeToken()).token
    const response = await callRoute(verifyAuditEndpoint, { token })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ isIntact: true, head: { sealNo: '12' } })
    const scope = { clusters: { clusterIds: ['rmq-aaaaaaaa'] } }
    const local = (await (await makePerson('admin', { scope })).makeToken()).token
    expect((await callRoute(verifyAuditEndpoint, { token: local })).status).toBe(403)
  })
})

describe('the retention', () => {
  const daysAgo = (days: number, which: string) =>
    tamper(`update audit_events set at = at - interval '${days} days' where audit_id in (${which});`)
  const quoted = (list: string[]) => list.map((id) => `'${id}'`).join(', ')

  /** Rows that were written so long ago, and sealed then. */
  async function age(days: number, list: string[]): Promise<void> {
    await daysAgo(days, quoted(list))
    await tamper(`update audit_outcomes set at = at - interval '${days} days' where audit_id in (${quoted(list)})`)
    await tamper('delete from audit_seals')
    await tamper(`update audit_chain set head_no = 0, head_hash = decode(repeat('00', 32), 'hex')`)
    await tamper('delete from audit_unsealed')
    for (const id of ids) {
      await tamper(`insert into audit_unsealed (kind, audit_id) values ('INTENT', '${id}')`)
      await tamper(`insert into audit_unsealed (kind, audit_id) values ('OUTCOME', '${id}')`)
    }
    await sealAudit()
  }

  test('is 400 days: older rows go with their seals, the rest verifies from the oldest kept, and the removal is a row', async () => {
    await age(401, ids.slice(0, 3))
    expect(await forgetAudit(context(), new Date())).toBe(3)
    const kept = await db().auditEvent.findMany({ orderBy: { sequence: 'asc' } })
    expect(kept.map(({ auditId, action }) => (action === 'audit.forget' ? action : auditId))).toEqual([
      ...ids.slice(3),
      'audit.forget',
    ])
    await sealAudit()
    expect(await verify()).toMatchObject({ isIntact: true, checked: 8, keptFrom: expect.any(Date) })
    expect(await forgetAudit(context(), new Date())).toBe(0)
    await tamper(`delete from audit_outcomes where audit_id = '${ids[3]}'`)
    await tamper(`delete from audit_events where audit_id = '${ids[3]}'`)
    await tamper(`delete from audit_seals where audit_id = '${ids[3]}'`)
    expect((await verify()).isIntact).toBe(false)
  })

  test('an anchor that was moved is found', async () => {
    await age(401, ids.slice(0, 3))
    await forgetAudit(context(), new Date())
    await tamper(`delete from audit_seals where seal_no = 7`)
    await tamper(`update audit_chain set anchor_no = 7`)
    expect(problems(await verify())).toContainEqual(['ANCHOR_CHANGED', undefined])
  })

  test('stops before a row that is young, and keeps an event whose outcome is', async () => {
    await age(401, ids.slice(0, 2))
    await daysAgo(401, quoted([ids[2] ?? '']))
    expect(await forgetAudit(context(), new Date())).toBe(2)
    expect(await db().auditEvent.count({ where: { auditId: ids[2] ?? '' } })).toBe(1)
  })

  test('can be set by who manages users, to 30 days and not less', async () => {
    const admin = (await (await makePerson('admin')).makeToken()).token
    const viewer = (await (await makePerson('viewer')).makeToken()).token
    const put = (token: string, retentionDays: number) =>
      callRoute(updateAuditSettingsEndpoint, { token, body: { retentionDays } })
    expect((await put(admin, 29)).status).toBe(400)
    expect((await put(viewer, 60)).status).toBe(403)
    const done = await put(admin, 60)
    expect(done.status).toBe(200)
    const row = await db().auditResult.findUniqueOrThrow({ where: { auditId: done.headers.get('x-audit-id') ?? '' } })
    expect(row).toMatchObject({ outcome: 'SUCCESS', before: { retentionDays: 400 }, after: { retentionDays: 60 } })
    await age(61, ids.slice(0, 1))
    expect(await forgetAudit(context(), new Date())).toBe(1)
  })

  test('no other statement deletes, and none what is younger than 30 days', async () => {
    await tamper(`update audit_events set at = now() - interval '500 days' where audit_id = '${ids[0]}'`)
    const remove = (id: string | undefined) => db().$executeRaw`delete from audit_outcomes where audit_id = ${id}`
    await expect(remove(ids[0])).rejects.toThrow('never changed or removed')
    await expect(
      db().$transaction(async (tx) => {
        await tx.$queryRaw`select set_config('apogee.forgets_audit', 'on', true)`
        await tx.$executeRaw`delete from audit_outcomes where audit_id = ${ids[1]}`
      }),
    ).rejects.toThrow('never changed or removed')
    await expect(db().$executeRaw`update audit_seals set at = now()`).rejects.toThrow('never changed or removed')
  })
})
