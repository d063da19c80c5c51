import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { getLimits } from '#lib/clusters/get-limits.ts'
import { setLimits } from '#lib/clusters/set-limits.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { forgetFiles } from '#lib/jobs/job-file.ts'
import { listJobItems } from '#lib/jobs/list-job-items.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import { queryMessages } from '#lib/messages/query-messages.ts'
import { ExportedMessage } from '#lib/messages/schema.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { exportSelection } from './export-selection.ts'
import { getExportFile } from './get-export-file.ts'
import { type StartExportInput, startExport } from './start-export.ts'

useDatabase()
let fake: FakeCluster
let clusterId: string
let admin: Person
const STORED = 50_000
const odd = ['a,b', 'say "hi"', 'two\r\nlines', '=cmd|calc', '支付 ✓']

beforeAll(async () => {
  fake = await startFakeCluster({ brokers: 2, topics: ['orders', 'odd', 'empty'] })
  for (let index = 0; index < STORED; index++) {
    fake.broker(index % 2 ? 'broker-a' : 'broker-b').putMessage({
      topicName: 'orders',
      queueId: index % 8,
      body: `{"amount":${index}}`,
      storeTimestamp: new Date(Date.UTC(2026, 10, 22, 14, 0, 0, index)),
    })
  }
  for (const [index, body] of odd.entries()) {
    fake.broker('broker-a').putMessage({
      topicName: 'odd',
      queueId: index,
      body,
      tags: index === 3 ? '=1+1' : 'paid',
      keys: `o-${index} other`,
      storeTimestamp: new Date(Date.UTC(2026, 10, 22, 15, 0, index)),
    })
  }
  const store = { topicName: 'odd', storeTimestamp: new Date(Date.UTC(2026, 10, 22, 15, 1)) }
  fake.broker('broker-a').putMessage({ ...store, queueId: 5, body: Buffer.from([0, 255, 254]) })
  fake.broker('broker-a').putMessage({ ...store, queueId: 6, body: 'x'.repeat(2 * 1024 * 1024 + 1) })
  admin = await makePerson('admin')
  const nameServers = fake.nameServers
  ;({ clusterId } = await createCluster(await admin.context(), { name: 'fake', environment: 'test', nameServers }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

async function textOf({ body }: StreamAnswer): Promise<string> {
  return new Response(body as BodyInit).text()
}

async function exported(given: Omit<StartExportInput, 'clusterId'>) {
  const ctx = await admin.context()
  const { jobId } = await startExport(ctx, { clusterId, ...given })
  await runJob(jobKinds, Number(jobId), new AbortController().signal)
  return { jobId, job: await getJob(ctx, { clusterId, jobId }) }
}
const itemsOf = async (jobId: string) =>
  listJobItems(await admin.context(), { clusterId, jobId, page: 1, pageSize: 20 })
/** Others as they are of a cluster for which nobody has set any. */
async function limitTo(limits: { maxExportMessages?: number; maxScanMessages?: number }) {
  const ctx = await admin.context()
  const { revision, ...present } = await getLimits(ctx, { clusterId })
  const unset = { maxExportMessages: 100_000, maxScanMessages: 1_000_000 }
  await setLimits(ctx, { clusterId, ...present, ...unset, ...limits, revision })
}
const fileOf = async (jobId: string) => textOf(await getExportFile(await admin.context(), { clusterId, jobId }))
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const all = { topic: 'orders', mode: 'time' as const, from: new Date(0) }

describe('an export of a query', () => {
  it('M-14: of 50,000 messages is a job whose file has each of them once', async () => {
    const { jobId, job } = await exported({ query: all, format: 'ndjson', bodyMode: 'text' })
    expect(job).toMatchObject({ kind: 'message.export', state: 'DONE', failed: 0, file: { bytes: job.bytes } })
    const lines = linesOf(await fileOf(jobId))
    expect(lines).toHaveLength(STORED)
    expect(new Set(lines.map(({ offsetMsgId }) => offsetMsgId)).size).toBe(STORED)
    expect(new Set(lines.map(({ body }) => body)).size).toBe(STORED)
    // Each line is what the API's document says of it, and each queue is in its order though its pieces are read side by side.
    const messages = z.array(ExportedMessage).decode(lines as z.input<typeof ExportedMessage>[])
    const queues = Map.groupBy(messages, ({ brokerName, queueId }) => `${brokerName} ${queueId}`)
    for (const ofQueue of queues.values()) {
      expect(ofQueue.map(({ queueOffset }) => Number(queueOffset))).toEqual(ofQueue.map((_, index) => index))
    }
    const where = { action: { in: ['job.start', 'message.export'] }, jobId }
    const rows = await db().auditEvent.findMany({ where, include: { outcome: true } })
    const counted = rows.reduce((sum, { outcome }) => {
      const after = outcome?.after as { messages?: number } | null // as `record.after` was given it
      return sum + Number(after?.messages ?? 0)
    }, 0)
    expect(counted).toBe(STORED)
    expect((rows[0]?.request as { body?: unknown } | undefined)?.body).toMatchObject({
      query: { topic: 'orders', mode: 'time' },
      format: 'ndjson',
    })
  })

  it('M-14: ends at what one export of the cluster may have, and says so in its items and its file', async () => {
    await limitTo({ maxExportMessages: 700 })
    const { jobId, job } = await exported({ query: all, format: 'ndjson', bodyMode: 'none' })
    expect(job).toMatchObject({ state: 'DONE', failed: 0 })
    const lines = linesOf(await fileOf(jobId))
    expect(lines).toHaveLength(701)
    expect(JSON.stringify(lines.at(-1))).toContain('700 messages are as many as one export of the cluster may have')
    const { items } = await itemsOf(jobId)
    expect(items[0]).toMatchObject({ code: 'LIMIT', remark: expect.stringContaining('may have 700 messages') })
    expect(items[1]).toMatchObject({ outcome: 'SKIPPED', code: 'LIMIT' })
    const chosen = lines.slice(0, 2).map(({ offsetMsgId }) => ({ messageId: String(offsetMsgId) }))
    await limitTo({ maxExportMessages: 1 })
    const two = exportSelection(await admin.context(), { clusterId, messages: chosen, format: 'csv', bodyMode: 'none' })
    await expect(two).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', facts: { limit: 1, used: 2 } })
    await limitTo({})
  })

  it('M-14: looks at no more messages than one scan of the cluster may, whether or not they are wanted', async () => {
    await limitTo({ maxScanMessages: 7_000 })
    // Each of the eight queues has 6,250: one whole, and 750 of the next.
    for (const [query, messages] of [
      [all, 7_000],
      [{ ...all, filter: 'json.amount < 0' }, 0],
    ] as const) {
      const { jobId, job } = await exported({ query, format: 'ndjson', bodyMode: 'none' })
      expect(job).toMatchObject({ state: 'DONE', failed: 0 })
      const lines = linesOf(await fileOf(jobId))
      expect(lines).toHaveLength(messages + 1)
      expect(JSON.stringify(lines.at(-1))).toContain('as many messages were looked at as one scan of the cluster may')
      const { items } = await itemsOf(jobId)
      expect(items.map(({ code }) => code)).toEqual([undefined, ...Array.from({ length: 7 }, () => 'SCAN_LIMIT')])
      const outcomes = items.map(({ outcome }) => outcome)
      expect(outcomes).toEqual(['DONE', 'DONE', ...Array.from({ length: 6 }, () => 'SKIPPED')])
    }
    // Of other searches, page by page.
    await limitTo({ maxScanMessages: 100 })
    const newest = await exported({ query: { topic: 'orders', n: 1_024 }, format: 'ndjson', bodyMode: 'none' })
    expect((await itemsOf(newest.jobId)).items).toMatchObject([{ outcome: 'DONE', code: 'SCAN_LIMIT' }])
    expect(linesOf(await fileOf(newest.jobId)).length).toBeLessThan(1_024)
    await limitTo({})
  })

  it('M-12: with a filter has what matches, and says what it could not judge', async () => {
    const query = { ...all, filter: 'json.amount % 1000 == 7' }
    const { jobId } = await exported({ query, format: 'ndjson', bodyMode: 'none' })
    const lines = linesOf(await fileOf(jobId))
    expect(lines).toHaveLength(STORED / 1000)
    expect(lines.every(({ body, bodyBytes }) => body === null && Number(bodyBytes) > 0)).toBe(true)
    const odd = await exported({ query: { topic: 'odd', filter: 'json.amount > 0' }, format: 'csv', bodyMode: 'none' })
    const { items } = await listJobItems(await admin.context(), { clusterId, jobId: odd.jobId, page: 1, pageSize: 9 })
    expect(items[0]).toMatchObject({ outcome: 'DONE', code: 'FILTER_FAULTS', remark: expect.stringContaining('7') })
  })

  it('done again replaces what a run before has written', async () => {
    const { jobId } = await exported({ query: { topic: 'odd' }, format: 'ndjson', bodyMode: 'text' })
    const once = await fileOf(jobId)
    await db().job.update({ where: { jobId: Number(jobId) }, data: { state: 'QUEUED', endedAt: null } })
    await db().jobItem.updateMany({ where: { jobId: Number(jobId) }, data: { outcome: null } })
    await runJob(jobKinds, Number(jobId), new AbortController().signal)
    expect(await fileOf(jobId)).toBe(once)
  })

  it('is refused while a broker does not say what it has, and says of nothing that it is nothing', async () => {
    const ctx = await admin.context()
    const asked = { clusterId, format: 'ndjson' as const, bodyMode: 'none' as const }
    await expect(startExport(ctx, { ...asked, query: { ...all, topic: 'empty' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    fake.broker('broker-b').server.pause()
    await expect(startExport(ctx, { ...asked, query: all })).rejects.toMatchObject({ code: 'CONFLICT' })
    fake.broker('broker-b').server.resume()
  })

  it('is kept for 72 h, and needs the same rights to be fetched', async () => {
    const { jobId, job } = await exported({ query: { topic: 'odd' }, format: 'ndjson', bodyMode: 'text' })
    expect(Number(job.file?.expiresAt) - Number(job.endedAt)).toBe(72 * 3_600_000)
    const viewer = await (await makePerson('viewer')).context()
    await expect(getExportFile(viewer, { clusterId, jobId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await db().job.update({ where: { jobId: Number(jobId) }, data: { endedAt: new Date(Date.now() - 73 * 3_600_000) } })
    await forgetFiles(new Date())
    expect(await db().jobFilePiece.count({ where: { jobId: Number(jobId) } })).toBe(0)
    await expect(fileOf(jobId)).rejects.toMatchObject({ code: 'NOT_FOUND', facts: { reason: 'EXPIRED' } })
    expect(await getJob(await admin.context(), { clusterId, jobId })).not.toHaveProperty('file')
  })

  it('refuses a viewer', async () => {
    const viewer = await (await makePerson('viewer')).context()
    const asked = { clusterId, query: all, format: 'csv' as const, bodyMode: 'none' as const }
    await expect(startExport(viewer, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(exportSelection(viewer, { ...asked, messages: [{ messageId: 'x' }] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('an export of chosen messages', () => {
  const chosen = async () => {
    const { items } = await queryMessages(await admin.context(), { clusterId, topic: 'odd', order: 'oldest', n: 7 })
    return items.map(({ offsetMsgId }) => ({ messageId: offsetMsgId }))
  }

  it('M-14: has every field, and CSV survives commas, quotes, newlines and what a spreadsheet would run', async () => {
    const ctx = await admin.context()
    const messages = [...(await chosen()), { messageId: '7F0000010000238C00000000FFFFFF00' }]
    const asked = { clusterId, messages, format: 'csv' as const, bodyMode: 'text' as const }
    const text = await textOf(await exportSelection(ctx, asked))
    const rows = parse(text, { columns: true }) as Record<string, string>[] // all cells are text
    expect(rows.slice(0, 5).map(({ body }) => body)).toEqual(
      odd.map((body) => (body.startsWith('=') ? `'${body}` : body)),
    )
    expect(rows[3]).toMatchObject({
      tags: "'=1+1",
      keys: 'o-3;other',
      bodyAs: 'text',
      brokerName: 'broker-a',
      queueId: '3',
    })
    expect(rows[5]).toMatchObject({ bodyAs: 'base64', body: Buffer.from([0, 255, 254]).toString('base64') })
    expect(rows[6]).toMatchObject({ bodyWithheld: 'TOO_LARGE', body: '', bodyBytes: String(2 * 1024 * 1024 + 1) })
    expect(rows[7]?.topicName).toMatch(/^# 7F000001/)
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...[
        'topicName',
        'brokerName',
        'queueId',
        'queueOffset',
        'uniqKey',
        'offsetMsgId',
        'bornTimestamp',
        'storeTimestamp',
      ],
      ...['bornHost', 'tags', 'keys', 'properties', 'reconsumeTimes', 'storeBytes', 'bodyCrc', 'bodyBytes', 'body'],
      ...['bodyAs', 'bodyWithheld', 'isMasked'],
    ])
  })

  it('M-8: without bodies has no byte of them, and with them needs the right to read them', async () => {
    const ctx = await admin.context()
    const messages = (await chosen()).slice(0, 1)
    const text = await textOf(await exportSelection(ctx, { clusterId, messages, format: 'ndjson', bodyMode: 'none' }))
    expect(linesOf(text)).toMatchObject([
      { body: null, bodyAs: null, bodyWithheld: null, properties: { KEYS: 'o-0 other' } },
    ])
    const rows = await db().auditEvent.findMany({ where: { action: 'message.export', jobId: null } })
    expect(rows.length).toBeGreaterThan(0)
  })
})
