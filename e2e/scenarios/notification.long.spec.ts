import { readMessage, readTopicStatus } from '#dev/rocketmq/mqadmin-output.ts'
import { type Api, expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'

const MINUTE_MS = 60_000

interface Delayed {
  uniqKey: string
  state: string
  dueAt: string
  delivered?: { offsetMsgId: string; at: string }
}

/** The message in the list of delayed ones, newest first, however many there are. */
async function findDelayed(api: Api, path: string, uniqKey: string): Promise<Delayed | undefined> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await api('GET', `${path}&pageSize=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    const found = (body.items as Delayed[]).find((item) => item.uniqKey === uniqKey)
    if (found) return found
    cursor = body.cursor
  }
  return undefined
}

test('S-4: a message that is due in 5 minutes waits with its time, comes within 2 s of it, and is consumed', async ({
  api,
  demo,
  page,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const key = uniqueName('S4')
  const sentAt = Date.now()
  const sent = await api('POST', `${cluster}/topics/demo_reminder/messages`, {
    body: { body: { text: '{"reminder":"S-4"}' }, keys: [key], deliverAfterMs: 5 * MINUTE_MS },
  })
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  const answeredAt = Date.now()
  const { uniqKey } = sent.body.items[0] as { uniqKey: string }
  const timers = `${cluster}/timers?topic=demo_reminder`
  const pending = () => findDelayed(api, timers, uniqKey)
  await eventually(pending, minutes(2)).toMatchObject({ state: 'PENDING' })
  const dueMs = Date.parse((await pending())?.dueAt ?? '')
  // By the clock of the broker, which got it in between.
  expect(dueMs).toBeGreaterThanOrEqual(sentAt + 5 * MINUTE_MS - 2_000)
  expect(dueMs).toBeLessThanOrEqual(answeredAt + 5 * MINUTE_MS + 2_000)
  await page.goto(clusterPage('/topics/demo_reminder?tab=delayed'))
  await expect(page.getByRole('row').filter({ hasText: 'Pending' }).first()).toBeVisible()

  const delivered = () => findDelayed(api, `${timers}&state=PENDING,DELIVERED`, uniqKey)
  await eventually(delivered, minutes(7)).toMatchObject({ state: 'DELIVERED', delivered: expect.anything() })
  const copy = (await delivered())?.delivered
  const judge = readMessage(await mqadmin(`queryMsgById -i ${copy?.offsetMsgId} -t demo_reminder`))
  expect(judge?.keys).toBe(key)
  const storedMs = judge?.storeTimestamp?.getTime() ?? 0
  expect(Math.abs(storedMs - dueMs)).toBeLessThanOrEqual(2_000)
  expect(Date.parse(copy?.at ?? '')).toBe(storedMs)

  const status = async () => {
    const { body } = await api('GET', `${cluster}/messages/${copy?.offsetMsgId}/consumption?topic=demo_reminder`)
    const rows = body.items as { groupName: string; status: string }[]
    return rows.find(({ groupName }) => groupName === 'demo_notifier')?.status
  }
  await eventually(status, minutes(2)).toBe('CONSUMED')
})

test('S-4: a delay beyond the limit is refused before anything is sent', async ({ api, demo, uniqueName, mqadmin }) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const topicName = uniqueName('e2e_delay')
  const created = await api('POST', `${cluster}/topics`, { body: { topicName, type: 'DELAY', queuesPerBroker: 1 } })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  try {
    const path = `${cluster}/topics/${topicName}/messages`
    const { maxDelayMs } = (await api('GET', `${path}/options`)).body
    expect(maxDelayMs).toBeGreaterThan(0)
    const send = (deliverAfterMs: number) =>
      api('POST', path, { body: { body: { text: '{}' }, keys: [topicName], deliverAfterMs } })
    expect(await send(maxDelayMs + MINUTE_MS)).toMatchObject({
      status: 400,
      body: {
        code: 'INVALID_INPUT',
        fields: [{ path: 'body.deliverAfterMs', rule: 'delayTooLong', params: { max: maxDelayMs } }],
      },
    })
    // One within the limit shows that the list would have the other.
    const allowed = await send(maxDelayMs - MINUTE_MS)
    expect(allowed.status, JSON.stringify(allowed.body)).toBe(200)
    const { uniqKey } = allowed.body.items[0]
    const timers = `${cluster}/timers?topic=${topicName}`
    await eventually(() => findDelayed(api, timers, uniqKey), minutes(2)).toMatchObject({ state: 'PENDING' })
    const { body } = await api('GET', `${timers}&state=PENDING,DELIVERED,DELETED`)
    expect(body.items.map((item: Delayed) => item.uniqKey)).toEqual([uniqKey])
    const { queues } = readTopicStatus(await mqadmin(`topicStatus -t ${topicName}`))
    expect(queues.map(({ maxOffset }) => maxOffset)).toEqual(queues.map(() => 0n))
  } finally {
    await mqadmin(`deleteTopic -c DefaultCluster -t ${topicName}`)
  }
})

test('S-4: a message with the delay of TDMQ arrives at once, and its page says why', async ({
  api,
  demo,
  page,
  clusterPage,
  topicName,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const sentAt = Date.now()
  const properties = { __STARTDELIVERTIME: String(sentAt + 60 * MINUTE_MS) }
  const sent = await api('POST', `${cluster}/topics/${topicName}/messages`, {
    body: { body: { text: '{}' }, properties },
  })
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  const { offsetMsgId } = sent.body.items[0] as { offsetMsgId: string }
  const message = async () => (await api('GET', `${cluster}/messages/${offsetMsgId}?topic=${topicName}`)).body
  await eventually(message, minutes(1)).toMatchObject({ topicName, properties })
  expect(Date.parse((await message()).storeTimestamp) - sentAt).toBeLessThan(10_000)
  await page.goto(clusterPage(`/messages/${offsetMsgId}?topic=${topicName}`))
  await expect(page.getByText(/^__STARTDELIVERTIME delays in TDMQ only/)).toBeVisible()
})
