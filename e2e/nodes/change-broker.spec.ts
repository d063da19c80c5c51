import { readTopicRoute } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

const valueIn = (output: string, key: string) => new RegExp(`^${key}\\s*=\\s*(.*)$`, 'm').exec(output)?.[1]?.trim()

test('C-13 a setting is changed on both masters, read again, and taken back; mqadmin sees both', async ({
  demo,
  page,
  clusterPage,
  mqadmin,
  api,
}) => {
  const { items } = (await api('GET', `/api/v1/clusters/${demo.clusterId}/brokers`)).body
  const masters: { address: string; brokerName: string }[] = items.filter(
    ({ role }: { role: string }) => role === 'MASTER',
  )
  const held = () =>
    Promise.all(
      masters.map(async ({ address }) => valueIn(await mqadmin(`getBrokerConfig -b ${address}`), 'fileReservedTime')),
    )
  const before = await held()
  await page.goto(clusterPage('/nodes/brokers/broker-a/0?tab=config'))
  await page.getByRole('button', { name: 'Change a setting' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change a setting of broker-a' })
  await dialog.getByRole('combobox', { name: 'Setting' }).fill('fileReservedTime')
  await page.getByRole('option', { name: /fileReservedTime/ }).click()
  await dialog.getByLabel('New value').fill('47')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Show preview' }).click()
  await expect(dialog.getByRole('row').filter({ hasText: 'broker-b' })).toContainText('47')
  await dialog.getByRole('textbox').fill('broker-a')
  await dialog.getByRole('button', { name: 'Change 2 settings' }).click()
  await expect(dialog.getByText('Applied')).toHaveCount(2)
  expect(await held()).toEqual(['47', '47'])
  await dialog.getByRole('button', { name: 'Bring the old values back' }).click()
  await expect(dialog.getByText('The old values are back, as read again just now.')).toBeVisible()
  expect(await held()).toEqual(before)

  const path = `/api/v1/clusters/${demo.clusterId}/brokers/broker-a/0/config?confirm=broker-a`
  for (const changes of [{ rocketmqHome: '/tmp' }, { nosuchkey: '1' }]) {
    expect((await api('PATCH', path, { body: { changes, targets: 'BROKER' } })).status).toBe(400)
  }
})

test('C-15 a drained broker is not writable by its route, and is again when it is opened', async ({
  page,
  clusterPage,
  mqadmin,
}) => {
  const permOf = async () => {
    const { queues } = readTopicRoute(await mqadmin('topicRoute -t demo_orders'))
    return queues.find(({ brokerName }) => brokerName === 'broker-b')?.perm
  }
  await page.goto(clusterPage('/nodes/brokers/broker-b/0'))
  await page.getByRole('button', { name: 'Drain', exact: true }).click()
  const drain = page.getByRole('dialog', { name: 'Drain broker-b' })
  await expect(drain.getByText(/^It holds \d+ topics\.$/)).toBeVisible()
  await expectAccessible(page)
  await drain.getByRole('textbox').fill('broker-b')
  await drain.getByRole('button', { name: 'Drain broker-b' }).click()
  try {
    await expect(drain.getByText(/^Producers learn it/)).toBeVisible()
    await expect.poll(permOf).toBe(4)
    await page.keyboard.press('Escape')
    // The next check of the nodes sees it.
    const open = page.getByRole('button', { name: 'Open for writes' })
    await expect(open).toBeVisible({ timeout: 90_000 })
    await open.click()
    const opening = page.getByRole('dialog', { name: 'Open broker-b for writes' })
    await opening.getByRole('textbox').fill('broker-b')
    await opening.getByRole('button', { name: 'Open broker-b' }).click()
    await expect(opening.getByText(/^Producers learn it/)).toBeVisible()
    await expect.poll(permOf).toBe(6)
  } finally {
    await mqadmin('updateBrokerConfig -c DefaultCluster -k brokerPermission -v 6')
  }
})
