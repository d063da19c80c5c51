import { readTopicList, readTopicRoute } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('T-3 T-4 queues of a topic are raised in the dialog, and mqadmin sees them on both brokers', async ({
  page,
  clusterPage,
  topicName,
  mqadmin,
}) => {
  await page.goto(clusterPage(`/topics/${topicName}`))
  await page.getByRole('main').getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: `Edit ${topicName}` })
  const queues = dialog.getByLabel('Queues per broker')
  await expect(queues).toHaveValue('4')
  await expect(dialog.getByLabel('Type')).toHaveCount(0)
  const save = dialog.getByRole('button', { name: 'Save' })
  await expect(save).toHaveAttribute('aria-disabled', 'true')
  await queues.fill('2')
  await queues.press('Tab')
  await expect(dialog.getByText('shrink the topic').first()).toBeVisible()
  await queues.fill('8')
  await queues.press('Tab')
  await expect(dialog.getByText('8 → 16')).toBeVisible()
  await expect(dialog.getByText(`-t ${topicName} -r 8 -w 8 -p 6`).first()).toBeVisible()
  await expectAccessible(page)
  await save.click()
  await expect(dialog.getByText(`${topicName}: changed on 2 of 2 brokers`)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  const { queues: routed } = readTopicRoute(await mqadmin(`topicRoute -t ${topicName}`))
  expect(routed.map(({ readQueueNums, writeQueueNums }) => [readQueueNums, writeQueueNums])).toEqual([
    [8, 8],
    [8, 8],
  ])
})

test('T-14 T-25 a topic is deleted by its typed name, step by step, and offered again as it was', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
  mqadmin,
}) => {
  const path = `/api/v1/clusters/${demo.clusterId}/topics/${topicName}`
  await api('PATCH', path, { body: { remark: 'short lived', labels: { team: 'e2e' }, owner: 'ann' } })
  await page.goto(clusterPage(`/topics/${topicName}`))
  await page.getByRole('button', { name: `Actions for ${topicName}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: `Delete ${topicName}` })
  const remove = dialog.getByRole('button', { name: 'Delete 1 topic' })
  await expect(dialog.getByText('It holds no message now.')).toBeVisible()
  await expect(dialog.getByText('mqadmin deleteTopic')).toBeVisible()
  await expect(remove).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel(/to confirm/).fill(topicName)
  await expectAccessible(page)
  await remove.click()
  await expect(dialog.getByText(`${topicName} is deleted`)).toBeVisible()
  await expect(dialog.getByRole('row', { name: /Done Broker broker-a/ })).toBeVisible()
  await expect(dialog.getByRole('row', { name: /Done NameServer/ }).first()).toBeVisible()
  await expectAccessible(page)
  expect(readTopicList(await mqadmin('topicList'))).not.toContain(topicName)

  await dialog.getByRole('link', { name: 'Create again' }).click()
  const again = page.getByRole('dialog', { name: 'Create topic' })
  await expect(again.getByLabel('Name', { exact: true })).toHaveValue(topicName)
  await expect(again.getByLabel('Queues per broker')).toHaveValue('4')
  await expect(again.getByLabel('Remark')).toHaveValue('short lived')
  await expect(again.getByLabel('Owner')).toHaveValue('ann')
})

test('T-25 the page of a deleted topic says so and leads to its creation', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
}) => {
  const path = `/api/v1/clusters/${demo.clusterId}/topics/${topicName}`
  const deleted = await api('DELETE', `${path}?confirm=${topicName}`)
  expect([deleted.status, deleted.body.failed]).toEqual([200, []])
  await page.goto(clusterPage(`/topics/${topicName}`))
  const again = page.getByRole('main').getByRole('link', { name: 'Create again' })
  await expect(again).toHaveAttribute('href', new RegExp(`again=${topicName}`))
})

test('T-16 a protected topic cannot be chosen for deletion, and the API says why', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
}) => {
  const path = `/api/v1/clusters/${demo.clusterId}/topics/${topicName}`
  await api('PATCH', path, { body: { deletionProtection: true } })
  await page.goto(clusterPage(`/topics/${topicName}`))
  await page.getByRole('button', { name: `Actions for ${topicName}` }).click()
  const item = page.getByRole('menuitem', { name: 'Delete' })
  await expect(item).toHaveAttribute('aria-disabled', 'true')
  await expect(item).toContainText('Deletion protection is on')
  const refused = await api('DELETE', `${path}?confirm=${topicName}&force=true`)
  expect([refused.status, refused.body.code]).toEqual([409, 'PROTECTED'])
})

test('T-18 a config that differs is levelled to one broker', async ({
  page,
  clusterPage,
  topicName,
  mqadmin,
  api,
  demo,
}) => {
  const { body: held } = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics/${topicName}/configs`)
  const [one] = held.items
  await mqadmin(`updateTopic -b ${one.announcedAddress} -t ${topicName} -r 4 -w 4 -p 4`)
  await page.goto(clusterPage(`/topics/${topicName}?tab=config`))
  await page.getByRole('button', { name: 'Level' }).click()
  await page.getByRole('menuitem', { name: 'To broker-b' }).click()
  const dialog = page.getByRole('dialog', { name: `Level ${topicName} to broker-b` })
  await expect(dialog.getByRole('row', { name: /broker-a perm R RW/ })).toBeVisible()
  await dialog.getByRole('button', { name: 'Level 1 broker' }).click()
  await expect(dialog.getByText(`${topicName}: levelled on 1 of 1 broker`)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('Not the same on all brokers')).toHaveCount(0)
})

test.describe('a viewer', () => {
  test.use({ role: 'viewer' })

  test('T-17 cannot edit, delete, level or declare a type, on screen or by the API', async ({
    page,
    clusterPage,
    demo,
  }) => {
    await page.goto(clusterPage('/topics/demo_orders'))
    await page.getByRole('button', { name: 'Actions for demo_orders' }).click()
    for (const name of ['Edit', 'Labels and owner', 'Send message', 'Delete']) {
      await expect(page.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true')
    }
    const path = `${demo.url}/api/v1/clusters/${demo.clusterId}/topics/demo_orders`
    const headers = { origin: new URL(demo.url).origin }
    const statuses = [
      await page.request.delete(`${path}?confirm=demo_orders`, { headers }),
      await page.request.patch(path, { headers, data: { queuesPerBroker: 64 } }),
      await page.request.post(`${path}/level`, { headers, data: { fromBroker: 'broker-a' } }),
      await page.request.put(`${path}/type`, { headers, data: { type: 'FIFO' } }),
    ].map((response) => response.status())
    expect(statuses).toEqual([403, 403, 403, 403])
    expect((await page.request.get(`${path}/impact`)).status()).toBe(200)
  })
})
