import { readConsumerConnection, readProducers } from '#dev/rocketmq/mqadmin-clients.ts'
import { readOwnedQueues } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, test } from '#e2e/fixtures.ts'

interface Row {
  clientId: string
  groupName: string
  kind: string
  language: string
  version: string
  protocol: string
  address: string
}
interface QueueRow {
  topicName: string
  brokerName: string
  queueId: number
}

/** A sample is up to a minute old, and a busy machine needs a second one. */
const aged = { timeout: 150_000, intervals: [2_000] }

test('G-26 the list holds the consumers of consumerConnection and the producers of mqadmin producer', async ({
  api,
  demo,
  mqadmin,
}) => {
  const list = async (query: string): Promise<Row[]> =>
    (await api('GET', `/api/v1/clusters/${demo.clusterId}/clients?pageSize=500&${query}`)).body.items
  await expect(async () => {
    for (const group of ['demo_billing', 'demo_price_cache']) {
      const judge = readConsumerConnection(await mqadmin(`consumerConnection -g ${group}`))
      const wanted = [...new Set(judge.map(({ clientId, language, version }) => `${clientId} ${language} ${version}`))]
      const rows = await list(`kind=CONSUMER&group=${group}`)
      expect(rows.map(({ clientId, language, version }) => `${clientId} ${language} ${version}`).sort()).toEqual(
        wanted.sort(),
      )
    }
    const nodes = await api('GET', `/api/v1/clusters/${demo.clusterId}/nodes?kind=broker`)
    const masters: { address: string }[] = nodes.body.items.filter(
      ({ brokerId }: { brokerId: number }) => brokerId === 0,
    )
    const wanted = new Set<string>()
    for (const { address } of masters) {
      for (const member of readProducers(await mqadmin(`producer -b ${address}`))) wanted.add(member)
    }
    const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/producers?pageSize=500`)
    expect(
      body.items
        .map(
          ({ producerGroup, clientId }: { producerGroup: string; clientId: string }) => `${producerGroup} ${clientId}`,
        )
        .sort(),
    ).toEqual([...wanted].sort())
  }).toPass(aged)
})

test('G-9 a gRPC client at the cluster-mode proxy is listed with version, language, address and protocol', async ({
  api,
  demo,
}) => {
  await expect(async () => {
    const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/clients?group=demo_audit`)
    expect(body.items).toMatchObject([
      {
        kind: 'CONSUMER',
        protocol: 'grpc',
        language: expect.stringMatching(/./),
        version: expect.stringMatching(/^\d/),
        address: expect.stringMatching(/:\d+$/),
        seenBy: { brokers: 0, proxies: [expect.any(String)] },
      },
    ])
    expect(body.grpcClients.value).toBeGreaterThan(0)
  }).toPass(aged)
})

test('G-12 the queues of a client are those of consumerStatus', async ({ api, demo, mqadmin }) => {
  await expect(async () => {
    const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/clients?group=demo_billing`)
    const clientIds: string[] = body.items.map(({ clientId }: Row) => clientId)
    expect(clientIds.length).toBeGreaterThan(0)
    for (const clientId of clientIds) {
      const queueText = (row: QueueRow) => `${row.topicName} ${row.brokerName} ${row.queueId}`
      const status = await mqadmin(`consumerStatus -g demo_billing -i ${clientId}`)
      const judge = readOwnedQueues(status).map(queueText).sort()
      const info = await api(
        'GET',
        `/api/v1/clusters/${demo.clusterId}/clients/${encodeURIComponent(clientId)}/running-info?group=demo_billing`,
      )
      expect(info.status, JSON.stringify(info.body)).toBe(200)
      expect(info.body.queues.map(queueText).sort()).toEqual(judge)
    }
  }).toPass(aged)
})

test('C-19 without a registered proxy clients of gRPC are not known, which is not 0', async ({
  api,
  demo,
  uniqueName,
}) => {
  const name = uniqueName('noproxy').replaceAll('_', '-')
  const created = await api('POST', '/api/v1/clusters', {
    body: {
      name,
      environment: 'test',
      nameServers: demo.nameServers,
      metricsSource: { kind: 'none' },
      credentials: demo.admin,
    },
  })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  const { clusterId } = created.body
  try {
    await expect(async () => {
      const { body } = await api('GET', `/api/v1/clusters/${clusterId}/clients?group=demo_audit`)
      expect(body.sampledAt).toBeDefined()
      expect(body.grpcClients).toMatchObject({ value: null, state: 'unknown', reason: 'NO_PROXY' })
      expect(body.items).toEqual([])
    }).toPass(aged)
  } finally {
    await api('DELETE', `/api/v1/clusters/${clusterId}?confirm=${name}`)
  }
})
