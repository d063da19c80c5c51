import { expect, test } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { forget } from '#lib/worker/forget.ts'
import { beat } from '#lib/worker/heartbeat.ts'

useDatabase()

const now = new Date('2026-11-22T12:00:00Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

test('drops what has ended and keeps what has not', async () => {
  await db().user.create({ data: { id: 'u', name: 'U', email: 'u@local.invalid', username: 'u' } })
  const session = (id: string, expiresAt: Date) => ({ id, token: id, userId: 'u', expiresAt })
  await db().session.createMany({ data: [session('old', ago(1)), session('live', ago(-1))] })
  await db().verification.createMany({
    data: [
      { id: 'old', identifier: 'i', value: 'v', expiresAt: ago(1) },
      { id: 'live', identifier: 'i', value: 'v', expiresAt: ago(-1) },
    ],
  })
  await db().idempotencyKey.createMany({
    data: [
      { actorId: 'u', key: 'old', fingerprint: 'f', createdAt: ago(25) },
      { actorId: 'u', key: 'live', fingerprint: 'f', createdAt: ago(23) },
    ],
  })
  await db().rateLimitWindow.createMany({
    data: [
      { subject: 'old', windowStart: ago(2) },
      { subject: 'live', windowStart: ago(0) },
    ],
  })
  await db().signInFailure.createMany({
    data: [
      { subject: 'old', at: ago(25) },
      { subject: 'live', at: ago(23) },
    ],
  })
  await db().lease.createMany({
    data: [
      { task: 'check', scope: 'old', holder: 'w', expiresAt: ago(25) },
      { task: 'check', scope: 'live', holder: 'w', expiresAt: ago(1) },
    ],
  })
  await beat('old', '1', ago(25))
  await beat('live', '1', ago(1))

  await forget(now)

  expect(await db().session.findMany({ select: { id: true } })).toEqual([{ id: 'live' }])
  expect(await db().verification.findMany({ select: { id: true } })).toEqual([{ id: 'live' }])
  expect(await db().idempotencyKey.findMany({ select: { key: true } })).toEqual([{ key: 'live' }])
  expect(await db().rateLimitWindow.findMany({ select: { subject: true } })).toEqual([{ subject: 'live' }])
  expect(await db().signInFailure.findMany({ select: { subject: true } })).toEqual([{ subject: 'live' }])
  expect(await db().lease.findMany({ select: { scope: true } })).toEqual([{ scope: 'live' }])
  expect(await db().workerProcess.findMany({ select: { workerId: true } })).toEqual([{ workerId: 'live' }])
})

test('a heartbeat moves the time of a worker and keeps its start', async () => {
  await beat('w', '1', ago(2))
  await beat('w', '2', ago(1))
  const row = await db().workerProcess.findUniqueOrThrow({ where: { workerId: 'w' } })
  expect(row).toMatchObject({ startedAt: ago(2), lastSeenAt: ago(1), version: '2' })
})
