import { expect, expectAccessible, test } from '#e2e/fixtures.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { refuse, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'

test('C-14 a key that mqadmin changes on one broker is marked, and the mark leads to both values', async ({
  page,
  clusterPage,
  demo,
  api,
  mqadmin,
}) => {
  const key = 'maxTransferCountOnMessageInDisk'
  const { items } = (await api('GET', `/api/v1/clusters/${demo.clusterId}/brokers`)).body
  const { address } = items.find(
    (row: { brokerName: string; role: string }) => row.brokerName === 'broker-b' && row.role === 'MASTER',
  )
  const change = (value: number) => mqadmin(`updateBrokerConfig -b ${address} -k ${key} -v ${value}`)
  await change(9)
  try {
    await page.goto(clusterPage('/nodes'))
    await page
      .getByRole('row')
      .filter({ hasText: 'broker-b' })
      .getByRole('link', { name: /^\d+ keys?$/ })
      .click({ timeout: 75_000 })
    await expect(page).toHaveURL(/tab=differences&q=broker-b/)
    const table = page
      .getByRole('grid', { name: 'Settings that differ' })
      .or(page.getByRole('table', { name: 'Settings that differ' }))
    // Another key may have left the mark; this one is compared within a minute.
    await expect(table).toContainText(key, { timeout: 75_000 })
    await expect(table.getByRole('row').filter({ hasText: 'broker-b' }).filter({ hasText: '9' })).toContainText(
      'Differs',
    )
    await expect(table.getByRole('row').filter({ hasText: 'broker-a' }).filter({ hasText: '8' })).toHaveCount(1)
    await expectAccessible(page)
  } finally {
    await change(8)
  }
})

test('C-16 the slaves of a master are those of haStatus', async ({ page, clusterPage, demo, api, mqadmin }) => {
  const { items } = (await api('GET', `/api/v1/clusters/${demo.clusterId}/brokers`)).body
  const { address } = items.find(
    (row: { brokerName: string; role: string }) => row.brokerName === 'broker-a' && row.role === 'MASTER',
  )
  const printed = await mqadmin(`haStatus -b ${address}`)
  const [slave = ''] = /^\S+:\d+(?=\s+\d+\s+\d+\s)/m.exec(printed) ?? []
  await page.goto(clusterPage('/nodes/brokers/broker-a/0?tab=ha'))
  const row = page.getByRole('table', { name: 'Slaves' }).getByRole('row').filter({ hasText: slave })
  await expect(row).toContainText('In sync')
  await expectAccessible(page)
})

test('C-29 the settings of a name server open beside the list', async ({ page, clusterPage, demo }) => {
  const [nameServer = ''] = demo.nameServers
  await page.goto(clusterPage('/nodes?tab=nameServers'))
  await expect(page.getByText('There is only one NameServer, so nothing can differ.')).toBeVisible()
  await page.getByRole('button', { name: `Show the settings of ${nameServer}` }).click()
  await expect(page).toHaveURL(/server=/)
  await page.getByPlaceholder('Key or value').fill('listenPort')
  await expect(page.getByText('listenPort')).toBeVisible()
  await expectAccessible(page)
})

test('C-17 C-18 C-29 a weak version, name servers that disagree and a controller that leads are shown; a weakness is muted', async ({
  page,
  pageUrl,
  api,
  uniqueName,
}) => {
  const fake = await startFakeCluster({
    nameServers: 2,
    topics: ['orders'],
    runtime: { brokerVersionDesc: 'V5_1_0' },
  })
  const [other] = fake.otherNameServers
  other?.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, refuse(17, 'No topic route info'))
  const controller = await FakeBroker.start()
  controller.on(
    RequestCode.CONTROLLER_GET_METADATA_INFO,
    reply({
      extFields: {
        group: 'group1',
        controllerLeaderId: 'n0',
        controllerLeaderAddress: controller.address,
        isLeader: 'true',
        peers: `n0:${controller.address};`,
      },
    }),
  )
  const replica = { brokerName: 'broker-a', brokerId: 1, brokerAddress: '10.0.0.1:10911', alive: true }
  const state = { masterBrokerId: 1, masterAddress: '10.0.0.1:10911', masterEpoch: 3, syncStateSetEpoch: 7 }
  const lists = { inSyncReplicas: [replica], notInSyncReplicas: [{ ...replica, brokerId: 2, alive: false }] }
  controller.on(
    RequestCode.CONTROLLER_GET_SYNC_STATE_DATA,
    reply({ body: JSON.stringify({ replicasInfoTable: { 'broker-a': { ...state, ...lists } } }) }),
  )
  const created = await api('POST', '/api/v1/clusters', {
    body: {
      name: uniqueName('trouble'),
      environment: 'test',
      nameServers: fake.nameServers,
      controllers: [controller.address],
    },
  })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  const { clusterId } = created.body
  try {
    const nodes = (query = '') => pageUrl(`/clusters/${clusterId}/nodes${query}`)
    await page.goto(nodes())
    const weaknesses = page.getByRole('table', { name: 'Known weaknesses' })
    const weakness = weaknesses.getByRole('row').filter({ hasText: 'CVE-2023-33246' })
    await expect(weakness).toContainText('4.9.6, 5.1.1')
    await expectAccessible(page)
    await weakness.getByRole('button', { name: 'Mute CVE-2023-33246' }).click()
    const dialog = page.getByRole('dialog', { name: 'Mute CVE-2023-33246' })
    await dialog.getByLabel('Reason').fill('behind a firewall')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Mute' }).click()
    await expect(weakness).toContainText('behind a firewall')
    await weakness.getByRole('button', { name: 'Unmute CVE-2023-33246' }).click()
    await expect(weakness).toContainText('Security')

    await page.goto(nodes('?tab=controllers'))
    await expect(page.getByRole('table', { name: 'Controllers' })).toContainText('Leader')
    await expect(page.getByRole('table', { name: 'Sync-state set' })).toContainText('10.0.0.1:10911')
    await expectAccessible(page)

    // Seen in two comparisons, a minute apart.
    await page.goto(nodes('?tab=nameServers'))
    const differing = page.getByRole('table', { name: 'What NameServers say differently' })
    await expect(differing).toContainText('orders', { timeout: 200_000 })
    await expect(differing).toContainText('broker-a RW 8/8')
    await expect(differing).toContainText('does not know it')
    await expectAccessible(page)
  } finally {
    await api('DELETE', `/api/v1/clusters/${clusterId}?confirm=${created.body.name}`)
    await Promise.all([fake.stop(), controller.stop()])
  }
})
