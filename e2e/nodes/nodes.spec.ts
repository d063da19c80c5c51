import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('C-1 C-29 every node has its row, and the tab is in the address', async ({ page, clusterPage, demo }) => {
  await page.goto(clusterPage('/nodes'))
  const grid = page.getByRole('grid', { name: 'Brokers' })
  await expect(grid.getByRole('link', { name: 'broker-a', exact: true })).toHaveCount(2)
  await expect(grid.getByRole('link', { name: 'broker-b', exact: true })).toHaveCount(1)
  await expectAccessible(page)
  await page.getByRole('tab', { name: /NameServers/ }).click()
  await expect(page).toHaveURL(/tab=nameServers/)
  await expect(page.getByRole('table', { name: 'NameServers' })).toContainText(demo.nameServers[0] ?? '')
  await page.getByRole('tab', { name: /Proxies/ }).click()
  await page.reload()
  await expect(page.getByRole('tab', { name: /Proxies/ })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('table', { name: 'Proxies' })).toContainText(demo.proxies[0] ?? '')
})

test('C-11 the runtime of a broker has the keys of mqadmin and is found by key', async ({
  api,
  demo,
  page,
  clusterPage,
  mqadmin,
}) => {
  const path = `/api/v1/clusters/${demo.clusterId}/brokers`
  const { items } = (await api('GET', path)).body
  const master = items.find(
    (row: { brokerName: string; brokerId: number }) => row.brokerName === 'broker-a' && row.brokerId === 0,
  )
  // Asked live: a busy machine may keep the broker longer than the deadline of a page, and a young broker has new keys each minute.
  await expect(async () => {
    const printed = await mqadmin(`brokerStatus -b ${master.address}`)
    const items: { key: string }[] = (await api('GET', `${path}/broker-a/0/runtime`)).body.items ?? []
    expect(items.length).toBeGreaterThan(20)
    for (const { key } of items) expect(printed).toContain(key)
  }).toPass({ intervals: [1_000] })

  await page.goto(clusterPage('/nodes'))
  await page.getByRole('link', { name: 'broker-a', exact: true }).first().click()
  await expect(page).toHaveURL(/nodes\/brokers\/broker-a\/0/)
  await page.getByPlaceholder('Key or value').fill('earliest')
  await expect(page.getByText('earliestMessageTimeStamp')).toBeVisible()
  await expect(page.getByText('putMessageTimesTotal')).toHaveCount(0)
  await expectAccessible(page)
})

test('C-12 no answer and no page holds a secret of the settings', async ({ api, demo, page, clusterPage }) => {
  const answer = await api('GET', `/api/v1/clusters/${demo.clusterId}/brokers/broker-a/0/config`)
  expect(answer.status).toBe(200)
  const secret = answer.body.items.find(({ key }: { key: string }) => key === 'initAuthenticationUser')
  expect(secret).toMatchObject({ value: null, isRedacted: true })
  expect(JSON.stringify(answer.body)).not.toContain(demo.admin.secretKey)

  await page.goto(clusterPage('/nodes/brokers/broker-a/0?tab=config'))
  await page.getByPlaceholder('Key or value').fill('initAuthenticationUser')
  await expect(page.getByText('redacted')).toBeVisible()
  expect(await page.content()).not.toContain(demo.admin.secretKey)
})
