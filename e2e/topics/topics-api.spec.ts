import { readTopicList, readTopicStatus } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, test } from '#e2e/fixtures.ts'

test('T-6 the list is what mqadmin topicList says, less system, retry and dead-letter names', async ({
  api,
  demo,
  mqadmin,
}) => {
  const all = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics?pageSize=500&include=system,retry,dlq`)
  expect(all.body.partial).toBeUndefined()
  const names = all.body.items.map((item: { topicName: string }) => item.topicName)
  const judge = readTopicList(await mqadmin('topicList'))
  // Names that clients make for themselves while the demo runs may be newer on one side.
  const isSteady = (name: string) =>
    !name.startsWith('e2e_') && !name.startsWith('%RETRY%') && !name.startsWith('%DLQ%')
  for (const name of judge.filter(isSteady)) expect(names).toContain(name)

  const plain = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics?pageSize=500`)
  expect(plain.body.items.every((item: { kind: string }) => item.kind === 'NORMAL')).toBe(true)
})

test('T-9 the queues of a topic are what mqadmin topicStatus says, row by row', async ({
  api,
  demo,
  mqadmin,
  topicName,
}) => {
  const judge = readTopicStatus(await mqadmin(`topicStatus -t ${topicName}`)).queues
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics/${topicName}/queues`)
  expect(
    body.items
      .map((row: { brokerName: string; queueId: number; minOffset: string; maxOffset: string }) =>
        [row.brokerName, row.queueId, row.minOffset, row.maxOffset].join(' '),
      )
      .sort(),
  ).toEqual(judge.map((row) => [row.brokerName, row.queueId, row.minOffset, row.maxOffset].join(' ')).sort())
})

test('a name that RocketMQ would refuse is refused with its field, and no broker is asked', async ({ api, demo }) => {
  const refused = await api('POST', `/api/v1/clusters/${demo.clusterId}/topics`, {
    body: { topicName: 'a b', type: 'NORMAL', queuesPerBroker: 4 },
  })
  expect(refused.status).toBe(400)
  expect(refused.body).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'body.topicName' }] })
  expect(refused.headers.get('x-request-id')).toBeTruthy()
})

test('the same Idempotency-Key creates a topic once and answers the same again', async ({
  api,
  demo,
  uniqueName,
  mqadmin,
}) => {
  const topicName = uniqueName('e2e_once')
  const create = () =>
    api('POST', `/api/v1/clusters/${demo.clusterId}/topics`, {
      headers: { 'idempotency-key': `key-${topicName}` },
      body: { topicName, type: 'FIFO', queuesPerBroker: 2 },
    })
  const first = await create()
  expect(first.status, JSON.stringify(first.body)).toBe(201)
  expect(first.body.done).toHaveLength(2)
  expect(first.headers.get('x-audit-id')).toBeTruthy()
  const second = await create()
  expect(second.status).toBe(201)
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  await mqadmin(`deleteTopic -c DefaultCluster -t ${topicName}`)
})

test('X-10 C-6 brokers that refuse the console are quoted, on screen too, and nothing is called a success or empty', async ({
  api,
  demo,
  uniqueName,
  page,
  pageUrl,
}) => {
  const name = uniqueName('wrong-key').replaceAll('_', '-')
  const secretKey = 'not-the-secret-of-anybody'
  const { body: cluster } = await api('POST', '/api/v1/clusters', {
    body: {
      name,
      environment: 'test',
      nameServers: demo.nameServers,
      credentials: { accessKey: demo.admin.accessKey, secretKey },
    },
  })
  const path = `/api/v1/clusters/${cluster.clusterId}`
  const refused = { code: 'CLUSTER_REJECTED', broker: { responseCode: 16, responseCodeName: 'NO_PERMISSION' } }
  for (const read of ['topics', 'topics/demo_orders', 'messages?topic=demo_orders&mode=newest']) {
    const answer = await api('GET', `${path}/${read}`)
    expect(answer.status, read).toBe(502)
    expect(answer.body, read).toMatchObject(refused)
    expect(answer.body.broker.remark, read).toContain('check signature failed')
  }
  const created = await api('POST', `${path}/topics`, {
    body: { topicName: 'e2e_refused', type: 'NORMAL', queuesPerBroker: 2 },
  })
  expect(created.status).toBe(502)
  expect(created.body).toMatchObject({ done: [], failed: [{ error: refused }, { error: refused }] })

  await page.goto(pageUrl(`/clusters/${cluster.clusterId}/topics`))
  const main = page.getByRole('main')
  await expect(main).toContainText('NO_PERMISSION')
  await expect(main).toContainText('check signature failed')
  await expect(main).not.toContainText('No topics yet')
  await page.goto(pageUrl(`/clusters/${cluster.clusterId}/settings`))
  await expect(page.getByLabel('Access key')).toHaveValue(demo.admin.accessKey)
  expect(await page.content()).not.toContain(secretKey)
  // The worker has seen it too: what runs and refuses is not healthy.
  await expect
    .poll(async () => (await api('GET', `/api/v1/clusters?q=${name}`)).body.items[0].healthReasons)
    .toContainEqual(expect.objectContaining({ code: 'BROKER_REFUSES' }))
  await api('DELETE', `${path}?confirm=${name}`)
})
