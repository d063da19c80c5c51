import { beforeAll, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { exportAuditEndpoint } from '#lib/audit/api.ts'
import { audited } from '#lib/audit/audited.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()

const planted = ['pLaNtEd-sEcReT-key', 'pLaNtEd-pAsSw0rd']
const many = 100_000
let token: string

beforeAll(async () => {
  const person = await makePerson('admin')
  token = (await person.makeToken()).token
  const ctx = await person.context()
  const detail = { secretKey: planted[0], nested: { password: planted[1] } }
  const entry = { action: 'topic.create', target: { kind: 'planted', name: 'orders' }, detail }
  await audited(ctx, entry, async () => 1)
  await db().$executeRaw`
    insert into audit_events (audit_id, actor_kind, actor_id, actor_name, action, target_kind, target_name, request, request_id)
    select 'many-' || i, 'worker', 'worker', 'worker', 'bulk.run', 'bulk', i::text, '{}', 'r' from generate_series(1, ${many}::int) i`
})

test.each(['csv', 'ndjson'])(
  'U-16 100,000 rows come as %s, none twice, times in ISO, without a secret',
  async (format) => {
    const response = await callRoute(exportAuditEndpoint, { token, body: { format } })
    expect(response.status).toBe(200)
    const lines = (await response.text()).trimEnd().split(/\r?\n/)
    const bulk = lines.filter((line) => line.includes('bulk.run'))
    expect(bulk).toHaveLength(many)
    expect(new Set(bulk).size).toBe(many)
    const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
    const timesOf = (line: string) =>
      (format === 'csv' ? line.split(',')[0] : (JSON.parse(line) as { at: string }).at) ?? ''
    expect(bulk.filter((line) => !iso.test(timesOf(line)))).toEqual([])
    expect(lines.some((line) => line.includes('planted'))).toBe(true)
    expect(lines.filter((line) => planted.some((secret) => line.includes(secret)))).toEqual([])
  },
)
