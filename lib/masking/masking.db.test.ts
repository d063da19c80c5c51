import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { decodeProperties } from '#lib/rocketmq/codec/properties.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { forgetMaskers } from './masker-of.ts'
import type { NewMaskingRule } from './schema.ts'

useDatabase()
/** Planted in bodies, keys, a tag, properties and texts of errors. Every one holds this. */
const SECRET = '4111000011112222'
const TRACE = 'RMQ_SYS_TRACE_TOPIC'
const oneQueue = { readQueueNums: 1, writeQueueNums: 1 }
const body = `{"order":"o-1","card":"${SECRET}","amount":120}`
let fake: FakeCluster
let clusterId: string
let cookies: Record<'viewer' | 'operator' | 'admin', string>
let letterId: string
let messageId: string
let oddId: string
let jobId: string
let sent: { topicName: string; body: string; properties: Map<string, string> }[] = []

const withSecret = {
  body,
  keys: `k-1 key${SECRET}`,
  tags: `tag${SECRET}`,
  properties: { holder: SECRET, region: 'eu' },
}

beforeAll(async () => {
  cookies = {
    viewer: await (await makePerson('viewer')).signIn(),
    operator: await (await makePerson('operator')).signIn(),
    admin: await (await makePerson('admin')).signIn(),
  }
  fake = await startFakeCluster({
    brokers: 1,
    topics: [
      'orders',
      'other',
      ...['%DLQ%billing', '%RETRY%billing', TRACE, 'rmq_sys_wheel_timer'].map((topicName) => ({
        topicName,
        ...oneQueue,
      })),
      ...['RMQ_SYS_TRANS_HALF_TOPIC', 'RMQ_SYS_TRANS_OP_HALF_TOPIC'].map((topicName) => ({ topicName, ...oneQueue })),
    ],
    groups: [
      {
        groupName: 'billing',

        clients: ['c@1'],
        subscriptions: ['orders'],
        offsets: { orders: { 0: 0n } },
      },
    ],
    config: { timerWheelEnable: 'true', timerMaxDelaySec: '259200', transactionTimeOut: '6000' },
    runtime: { timerReadBehind: '0' },
  })
  const broker = fake.broker('broker-a')
  const storeTimestamp = new Date(Date.now() - 60_000)
  const idOf = ({ commitLogOffset }: { commitLogOffset: bigint }) => encodeOffsetMsgId(broker.address, commitLogOffset)
  messageId = idOf(broker.putMessage({ topicName: 'orders', uniqKey: 'ID1', storeTimestamp, ...withSecret }))
  oddId = idOf(broker.putMessage({ topicName: 'orders', uniqKey: 'ODD', storeTimestamp, body: `card ${SECRET}` }))
  letterId = idOf(
    broker.putMessage({
      topicName: '%DLQ%billing',
      uniqKey: 'ID1',
      storeTimestamp,
      ...withSecret,
      properties: { ...withSecret.properties, RETRY_TOPIC: 'orders', DLQ_ORIGIN_TOPIC: 'orders' },
    }),
  )
  const due = `${Date.now() + 600_000}`
  broker.putMessage({
    topicName: 'rmq_sys_wheel_timer',
    uniqKey: 'LATER',
    storeTimestamp,
    ...withSecret,
    properties: { REAL_TOPIC: 'orders', REAL_QID: '0', TIMER_OUT_MS: due, TIMER_DELIVER_MS: due },
  })
  broker.putMessage({
    topicName: 'RMQ_SYS_TRANS_HALF_TOPIC',
    uniqKey: 'HALF',
    storeTimestamp,
    ...withSecret,
    properties: { REAL_TOPIC: 'orders', REAL_QID: '0', PGROUP: 'cashier', TRAN_MSG: 'true' },
  })
  const record = ['Pub', storeTimestamp.getTime(), 'r', 'shop', 'orders', 'ID1', withSecret.tags, withSecret.keys]
  const line = `${[...record, '10.0.0.1:10911', 42, 8, 0, 'OFF', true].join('\u0001')}\u0002`
  broker.putMessage({ topicName: TRACE, keys: `ID1 ${withSecret.keys}`, body: line, storeTimestamp })
  broker.server.on(RequestCode.CONSUME_MESSAGE_DIRECTLY, () =>
    reply({
      body: `{"consumeResult":"CR_THROW_EXCEPTION","order":false,"remark":"no card ${SECRET}","spentTimeMills":3}`,
    }),
  )
  broker.server.on(RequestCode.SEND_MESSAGE_V2, ({ extFields, body: bytes }) => {
    sent.push({ topicName: extFields.b ?? '', body: bytes.toString(), properties: decodeProperties(extFields.i ?? '') })
    return reply({ extFields: { msgId: messageId, queueId: '0', queueOffset: '9' } })
  })
  ;({ clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 1_000 }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})
beforeEach(async () => {
  sent = []
  await useRules()
})

/** Through the API, as an administrator does. */
async function useRules(...rules: Partial<NewMaskingRule>[]): Promise<void> {
  await db().maskingRule.deleteMany()
  forgetMaskers()
  for (const rule of rules) {
    const response = await ask('POST', '/api/v1/masking-rules', { body: { topicPattern: 'orders', ...rule } }, 'admin')
    expect(response.status, await response.clone().text()).toBe(201)
  }
}
const hideAll: Partial<NewMaskingRule>[] = [
  { name: 'Cards', appliesTo: ['JSON'], jsonPaths: ['$.card'] },
  { name: 'Terms', appliesTo: ['KEYS', 'TAG', 'PROPERTIES'], pattern: '\\d{16}' },
]
const allowSome: Partial<NewMaskingRule>[] = [
  { name: 'Only the order', appliesTo: ['JSON'], mode: 'ALLOW', jsonPaths: ['$.order'], action: 'REMOVE' },
  { name: 'Only plain terms', appliesTo: ['KEYS', 'TAG'], mode: 'ALLOW', pattern: 'k-\\d', action: 'HASH' },
  { name: 'Only the region', appliesTo: ['PROPERTIES'], mode: 'ALLOW', propertyNames: ['region'] },
]

function ask(method: string, path: string, input: RouteInput = {}, as: keyof typeof cookies = 'operator') {
  const endpoint = endpoints.find((each) => each.method === method && each.path === path)
  if (!endpoint) throw new Error(`there is no ${method} ${path}`)
  return callRoute(endpoint, { ...input, cookie: cookies[as], params: { clusterId, ...input.params } })
}

const base = '/api/v1/clusters/{clusterId}'
type Call = Omit<RouteInput, 'params'> & { params?: Record<string, string>; after?: () => Promise<void> }
/** Every endpoint whose answer can hold what was in a message, and how to make it do so. */
const tells = (): Record<string, Call> => ({
  [`GET ${base}/messages`]: { search: 'mode=newest&topic=orders' },
  [`POST ${base}/messages/search`]: { body: { mode: 'newest', topic: 'orders' } },
  [`POST ${base}/messages/filter-tests`]: { body: { topic: 'orders', filter: 'json.order == "o-1"' } },
  [`POST ${base}/messages/exports/selection`]: {
    body: { messages: [{ messageId }, { messageId: oddId }], format: 'ndjson', bodyMode: 'text' },
  },
  [`GET ${base}/messages/exports/{jobId}`]: { params: { jobId } },
  [`GET ${base}/messages/{messageId}`]: { params: { messageId }, search: 'topic=orders' },
  [`GET ${base}/messages/{messageId}/body`]: { params: { messageId }, search: 'topic=orders' },
  [`POST ${base}/messages/{messageId}/verify`]: {
    params: { messageId },
    search: 'topic=orders',
    body: { groupName: 'billing' },
  },
  [`GET ${base}/messages/tail`]: { search: 'topics=orders&from=last10' },
  [`GET ${base}/dead-letters/{groupName}`]: { params: { groupName: 'billing' } },
  [`GET ${base}/dead-letters/{groupName}/export`]: {
    params: { groupName: 'billing' },
    search: 'body=text&format=ndjson',
  },
  [`GET ${base}/timers`]: {},
  [`GET ${base}/transactions`]: {},
  [`GET ${base}/traces`]: { search: 'id=ID1&topic=orders' },
})
/** Those of the same pages that tell of places, counts and states alone; and the reveal, which is for whoever may. */
const tellNothing = [
  `POST ${base}/messages/exports`,
  `POST ${base}/messages/{messageId}/reveal`,
  `POST ${base}/messages/{messageId}/reveal/body`,
  `GET ${base}/offset-at`,
  `POST ${base}/messages/links`,
  `GET ${base}/messages/links/{linkId}`,
  `GET ${base}/topics/{topicName}/messages/options`,
  `POST ${base}/topics/{topicName}/messages`,
  `GET ${base}/messages/{messageId}/consumption`,
  `GET ${base}/messages/{messageId}/verify`,
  `GET ${base}/dead-letters`,
  `GET ${base}/dead-letters/{groupName}/resends`,
  `POST ${base}/dead-letters/{groupName}/resend`,
  `POST ${base}/dead-letters/{groupName}/resend-jobs`,
  `PUT ${base}/dead-letters/{groupName}/marks`,
]

/** All of an answer; of a stream that goes on, what came until its rows. */
async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) return text
    text += decoder.decode(value)
    if (text.includes('event: state')) await reader?.cancel()
  }
}

async function answerOf(name: string, call: Call, as: keyof typeof cookies = 'operator'): Promise<string> {
  const [method = '', path = ''] = name.split(' ')
  const response = await ask(method, path, call, as)
  return `${response.status} ${await textOf(response)}`
}

async function exportAll(): Promise<void> {
  const query = { mode: 'time', topic: 'orders', from: new Date(0).toISOString() }
  const started = await ask('POST', `${base}/messages/exports`, { body: { query, format: 'ndjson', bodyMode: 'text' } })
  ;({ jobId } = (await started.json()) as { jobId: string })
  await runJob(jobKinds, Number(jobId), new AbortController().signal)
}

describe('U-17 and M-8: every way in which messages leave', () => {
  it('is listed here', () => {
    const tags = new Set(['Messages', 'Dead letters'])
    const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`
    const listed = new Set([...Object.keys(tells()), ...tellNothing])
    const missing = endpoints
      .filter(({ tag }) => tags.has(tag))
      .map(nameOf)
      .filter((name) => !listed.has(name))
    expect(missing).toEqual([])
  })

  it('tells the planted values while there is no rule', async () => {
    await exportAll()
    for (const [name, call] of Object.entries(tells())) expect(await answerOf(name, call), name).toContain(SECRET)
  })

  it.each([
    ['a deny-list', hideAll],
    ['an allow-list', allowSome],
  ])('tells none of them to a role without message:unmask, under %s', async (_title, rules) => {
    await useRules(...rules)
    const startedAt = new Date()
    await exportAll()
    for (const as of ['operator', 'viewer'] as const) {
      for (const [name, call] of Object.entries(tells())) {
        const answer = await answerOf(name, call, as)
        expect(answer, name).not.toContain(SECRET)
        if (as === 'operator') expect(answer.slice(0, 3), `${name}: ${answer}`).toBe('200')
        else expect(answer, name).not.toContain('o-1')
      }
    }
    const rows = await db().auditEvent.findMany({
      include: { outcome: true },
      where: { clusterId, at: { gte: startedAt } },
    })
    expect(rows.length).toBeGreaterThan(10)
    const told = rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)))
    expect(told.filter((text) => text.includes(SECRET))).toEqual([])
  })

  it('U-17: withholds a body that is not JSON in each of them, and says so', async () => {
    await useRules(...hideAll)
    const odd = { params: { messageId: oddId }, search: 'topic=orders' }
    const shown = JSON.parse((await answerOf(`GET ${base}/messages/{messageId}`, odd)).slice(4)) as Record<
      string,
      unknown
    >
    expect(shown).toMatchObject({
      isMasked: true,
      masking: [{ part: 'BODY', ruleName: 'Cards', withheld: 'NOT_JSON' }],
      body: { text: '', isWithheld: true, totalBytes: 21 },
      bodyCrc: null,
      bodyBytes: 21,
    })
    const download = await ask('GET', `${base}/messages/{messageId}/body`, odd)
    expect(download.status).toBe(403)
    expect(await download.json()).toMatchObject({ permission: 'message:unmask', reason: 'MASKED' })
    const file = await answerOf(
      `POST ${base}/messages/exports/selection`,
      tells()[`POST ${base}/messages/exports/selection`] ?? {},
    )
    expect(file).toContain('"bodyWithheld":"MASKED"')
  })

  it('marks what is masked with the rule and the place', async () => {
    await useRules(...hideAll)
    const answer = await answerOf(`GET ${base}/messages`, { search: 'mode=newest&topic=orders' })
    const { items } = JSON.parse(answer.slice(4)) as { items: Record<string, unknown>[] }
    expect(items.find(({ uniqKey }) => uniqKey === 'ID1')).toMatchObject({
      bodyPreview: body.replace(SECRET, '***'),
      keys: ['k-1', 'key***'],
      tags: 'tag***',
      isMasked: true,
      masking: [
        { part: 'BODY', ruleName: 'Cards', action: 'REPLACE', places: ['$.card'] },
        { part: 'KEYS', ruleName: 'Terms' },
        { part: 'TAG', ruleName: 'Terms' },
        { part: 'PROPERTY', name: 'holder', ruleName: 'Terms' },
      ],
    })
  })
})

it('M-14: a file that is older than a rule is not handed out without message:unmask', async () => {
  await exportAll()
  await useRules(...hideAll)
  const call = { params: { jobId } }
  expect(await answerOf(`GET ${base}/messages/exports/{jobId}`, call)).toMatch(/^403.*"reason":"MASKED"/)
  expect(await answerOf(`GET ${base}/messages/exports/{jobId}`, call, 'admin')).toContain(SECRET)
})

describe('U-17 a filter', () => {
  const count = async (filter: string, as: keyof typeof cookies) => {
    const answer = await answerOf(`POST ${base}/messages/filter-tests`, { body: { topic: 'orders', filter } }, as)
    return (JSON.parse(answer.slice(4)) as { matched: number }).matched
  }

  it('sees the masked form, and the stored one only for who may unmask', async () => {
    await useRules(...hideAll)
    const filter = `has(props.holder) && (json.card == "${SECRET}" || props.holder == "${SECRET}")`
    expect([await count(filter, 'operator'), await count(filter, 'admin')]).toEqual([0, 1])
    expect(await count('has(props.holder) && json.card == "***"', 'operator')).toBe(1)
  })

  it('refuses to look for a key or a tag that a rule hides, for "none" would be a lie', async () => {
    await useRules(...hideAll)
    for (const search of [`mode=key&topic=orders&key=key${SECRET}`, `mode=newest&topic=orders&tag=tag${SECRET}`]) {
      const refused = await ask('GET', `${base}/messages`, { search })
      expect(refused.status).toBe(403)
      expect(await refused.json()).toMatchObject({ permission: 'message:unmask', reason: 'MASKED' })
      expect(await answerOf(`GET ${base}/messages`, { search }, 'admin')).toContain('ID1')
    }
    const traced = await ask('GET', `${base}/traces`, { search: `key=key${SECRET}` })
    expect(traced.status).toBe(403)
    expect(await answerOf(`GET ${base}/messages`, { search: 'mode=key&topic=orders&key=k-1' }, 'admin')).toContain(
      'ID1',
    )
    expect(await answerOf(`GET ${base}/messages`, { search: 'mode=key&topic=orders&key=k-1' })).toContain('ID1')
  })
})

describe('U-17 and M-8: a reveal', () => {
  const reveal = (reason: string | undefined, as: keyof typeof cookies) =>
    ask(
      'POST',
      `${base}/messages/{messageId}/reveal`,
      { params: { messageId }, search: 'topic=orders', body: { reason } },
      as,
    )

  it('needs the permission and a reason, and leaves an audit row with it and without the value', async () => {
    await useRules(...hideAll)
    expect((await reveal('a customer asks', 'operator')).status).toBe(403)
    expect((await reveal('', 'admin')).status).toBe(400)
    const response = await reveal('a customer asks', 'admin')
    expect(await response.json()).toMatchObject({ body: { text: body }, keys: ['k-1', `key${SECRET}`] })
    const rows = await db().auditEvent.findMany({
      where: { action: 'message.reveal', auditId: response.headers.get('x-audit-id') ?? '' },
      include: { outcome: true },
    })
    expect(rows).toMatchObject([
      { request: { reason: 'a customer asks' }, targetName: messageId, outcome: { outcome: 'SUCCESS' } },
    ])
    expect(JSON.stringify(rows[0]?.outcome)).toContain('Cards')
    expect(JSON.stringify(rows[0]?.outcome)).not.toContain(SECRET)
  })

  it('has the whole body as a file, by the same rules', async () => {
    await useRules(...hideAll)
    const download = (reason: string, as: keyof typeof cookies) =>
      ask(
        'POST',
        `${base}/messages/{messageId}/reveal/body`,
        { params: { messageId }, search: 'topic=orders', body: { reason } },
        as,
      )
    expect((await download('a customer asks', 'operator')).status).toBe(403)
    expect((await download('', 'admin')).status).toBe(400)
    const response = await download('a customer asks', 'admin')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="ID1.bin"')
    expect(await response.text()).toBe(body)
    const auditId = response.headers.get('x-audit-id') ?? ''
    const row = await db().auditEvent.findUniqueOrThrow({ where: { auditId }, include: { outcome: true } })
    expect(row).toMatchObject({ action: 'message.reveal', outcome: { outcome: 'SUCCESS' } })
    expect(row.request).toMatchObject({ reason: 'a customer asks' })
    expect(JSON.stringify([row.request, row.outcome])).not.toContain(SECRET)
  })

  it('changes nothing for the next reader, nor for whoever revealed', async () => {
    await useRules(...hideAll)
    await reveal('a customer asks', 'admin')
    const again = await answerOf(
      `GET ${base}/messages/{messageId}`,
      { params: { messageId }, search: 'topic=orders' },
      'admin',
    )
    expect(again).not.toContain(SECRET)
  })
})

describe('a masked message that is sent again', () => {
  const send = (given: Record<string, unknown>, topicName = 'orders', as: keyof typeof cookies = 'operator') =>
    ask('POST', `${base}/topics/{topicName}/messages`, { params: { topicName }, body: given }, as)

  it('goes out as it is stored, without being shown', async () => {
    await useRules(...hideAll)
    const response = await send({ body: { original: { messageId, topic: 'orders' } } })
    const answer = await response.text()
    expect(response.status, answer).toBe(200)
    expect(answer).not.toContain(SECRET)
    expect(sent).toMatchObject([{ topicName: 'orders', body }])
    expect(Object.fromEntries(sent[0]?.properties ?? [])).toMatchObject({
      KEYS: withSecret.keys,
      TAGS: withSecret.tags,
      holder: SECRET,
      APOGEE_COPY_OF: 'ID1',
    })
  })

  it('is not sent to another topic, nor as somebody has filled it in, without message:unmask', async () => {
    await useRules(...hideAll)
    const elsewhere = await send({ body: { original: { messageId, topic: 'orders' } } }, 'other')
    expect(elsewhere.status).toBe(403)
    const typed = await send({ body: { text: body.replace(SECRET, '***') }, copyOf: 'ID1' })
    expect(typed.status).toBe(403)
    expect(await typed.json()).toMatchObject({ permission: 'message:unmask', reason: 'MASKED' })
    expect(sent).toEqual([])
  })

  it('out of the dead letters goes whole to its group, and is edited or sent elsewhere by whoever may unmask', async () => {
    await useRules(...hideAll)
    const resend = (given: Record<string, unknown>, as: keyof typeof cookies = 'operator') =>
      ask(
        'POST',
        `${base}/dead-letters/{groupName}/resend`,
        {
          params: { groupName: 'billing' },
          body: { messageId: letterId, again: true, ...given },
        },
        as,
      )
    for (const given of [
      { to: 'TOPIC', topicName: 'other' },
      { to: 'GROUP', edit: { body: '{}' } },
    ]) {
      expect((await resend(given)).status).toBe(403)
    }
    expect(sent).toEqual([])
    const whole = await resend({ to: 'GROUP' })
    expect(whole.status, await whole.text()).toBe(201)
    expect(sent[0]).toMatchObject({ topicName: '%RETRY%billing', body })
    expect((await resend({ to: 'TOPIC', topicName: 'other' }, 'admin')).status).toBe(201)
    // What is not edited goes as it is stored.
    expect((await resend({ to: 'GROUP', edit: { tags: 'checked' } }, 'admin')).status).toBe(201)
    const edited = sent.at(-1)
    expect(edited).toMatchObject({ topicName: '%RETRY%billing', body })
    expect(Object.fromEntries(edited?.properties ?? [])).toMatchObject({ KEYS: withSecret.keys, TAGS: 'checked' })
  })
})

describe('masking rules', () => {
  const card = { name: 'Cards', appliesTo: ['JSON'], jsonPaths: ['$.card'] }

  it('come with one that is off', () => {
    const [file = ''] = globSync('prisma/migrations/*_add_masking_rules/migration.sql')
    const [, row = ''] = /VALUES \(([\s\S]*)\);/.exec(readFileSync(file, 'utf8')) ?? []
    expect(row).toContain("'Card numbers', 1, false")
  })

  it('are written, moved and deleted by administrators, and each change is in the audit', async () => {
    expect((await ask('POST', '/api/v1/masking-rules', { body: card })).status).toBe(403)
    await useRules(card as Partial<NewMaskingRule>, { ...card, name: 'Again' } as Partial<NewMaskingRule>)
    const list = async () =>
      (
        (await (await ask('GET', '/api/v1/masking-rules', {}, 'admin')).json()) as {
          items: { ruleId: string; name: string; revision: string }[]
        }
      ).items
    const [first, second] = await list()
    const params = { ruleId: second?.ruleId ?? '' }
    const moved = await ask(
      'PATCH',
      '/api/v1/masking-rules/{ruleId}',
      { params, body: { position: 1, isEnabled: false, revision: second?.revision } },
      'admin',
    )
    expect(await moved.json()).toMatchObject({ name: 'Again', position: 1, isEnabled: false })
    const stale = await ask(
      'PATCH',
      '/api/v1/masking-rules/{ruleId}',
      { params, body: { name: 'Third', revision: second?.revision } },
      'admin',
    )
    expect(stale.status).toBe(409)
    const taken = await ask('PATCH', '/api/v1/masking-rules/{ruleId}', { params, body: { name: 'Cards' } }, 'admin')
    expect(await taken.json()).toMatchObject({ code: 'CONFLICT', fields: [{ path: 'body.name', rule: 'taken' }] })
    expect(
      (await ask('DELETE', '/api/v1/masking-rules/{ruleId}', { params: { ruleId: first?.ruleId ?? '' } }, 'admin'))
        .status,
    ).toBe(204)
    expect((await list()).map(({ name }) => name)).toEqual(['Again'])
    const actions = await db().auditEvent.findMany({ where: { action: { startsWith: 'masking-rule.' } } })
    expect(new Set(actions.map(({ action }) => action))).toEqual(
      new Set(['masking-rule.create', 'masking-rule.update', 'masking-rule.delete']),
    )
  })

  it('refuse what hides nothing, field by field', async () => {
    const wrong = { ...card, jsonPaths: ['card'], pattern: '(a)\\1' }
    const response = await ask('POST', '/api/v1/masking-rules', { body: wrong }, 'admin')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      fields: [
        { path: 'body.jsonPaths.0', rule: 'jsonPath' },
        { path: 'body.pattern', rule: 'regex' },
      ],
    })
  })

  it('are tried on a sample', async () => {
    const sample = { body, keys: ['k-1'], properties: { holder: SECRET } }
    const one = await ask('POST', '/api/v1/masking-rules/test', { body: { rule: card, sample } }, 'admin')
    expect(await one.json()).toMatchObject({
      body: body.replace(SECRET, '***'),
      keys: ['k-1'],
      notes: [{ part: 'BODY', places: ['$.card'] }],
    })
    await useRules(...hideAll)
    const all = await ask(
      'POST',
      '/api/v1/masking-rules/test',
      { body: { sample: { ...sample, topicName: 'orders' } } },
      'admin',
    )
    expect(JSON.stringify(await all.json())).not.toContain(SECRET)
    const elsewhere = await ask(
      'POST',
      '/api/v1/masking-rules/test',
      { body: { sample: { ...sample, topicName: 'other' } } },
      'admin',
    )
    expect(await elsewhere.json()).toMatchObject({ body, notes: [] })
  })
})
