import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

interface Named {
  topicName: string
  groupName: string
}

test('T-7: the filter by group finds the topics that name it, and the address holds it', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const topics = `/api/v1/clusters/${demo.clusterId}/topics`
  // The sampler of a cluster that has just started may be under way.
  await expect
    .poll(async () => (await api('GET', `${topics}?group=demo_billing`)).status, { timeout: 90_000 })
    .toBe(200)
  const { body } = await api('GET', `${topics}?group=demo_billing`)
  const found: string[] = body.items.map(({ topicName }: Named) => topicName)
  expect(found).toContain('demo_orders')
  for (const topicName of found) {
    const groups = await api('GET', `${topics}/${encodeURIComponent(topicName)}/subscriptions?group=demo_billing`)
    expect(groups.body.total, topicName).toBe(1)
  }
  await page.goto(clusterPage('/topics?group=demo_billing'))
  const grid = page.getByRole('grid', { name: 'Topics' })
  for (const topicName of found) await expect(grid.getByRole('link', { name: topicName, exact: true })).toBeVisible()
  await expect(grid.getByRole('row')).toHaveCount(found.length + 1)

  const sorted = await api('GET', `${topics}?sort=-worstLag&pageSize=500`)
  const ages = sorted.body.items.map(
    ({ worstLag }: { worstLag: { lagTimeMs: { value: number | null } } | null }) => worstLag?.lagTimeMs.value ?? null,
  )
  const known = ages.filter((age: number | null) => age !== null)
  expect(known).toEqual(known.toSorted((a: number, b: number) => b - a))
  expect(ages.slice(known.length).every((age: number | null) => age === null)).toBe(true)
})

test('a good value tells the pointer when it was measured, and the page from when its numbers are', async ({
  page,
  clusterPage,
}) => {
  await page.goto(clusterPage('/topics?q=demo_orders'))
  await expect(page.getByText('numbers from')).toBeVisible({ timeout: 90_000 })
  const row = page.getByRole('grid', { name: 'Topics' }).getByRole('row').nth(1)
  const retained = row.locator('td[data-number="retained"] > span')
  await retained.hover()
  await expect(retained).toHaveAttribute('title', /^Measured \d{4}-/)
})

test('T-23: the count of groups leads to exactly these groups, the worst lag to its group', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const errors = collectPageErrors(page)
  await page.goto(clusterPage('/topics?q=demo_orders'))
  const row = page.getByRole('grid', { name: 'Topics' }).getByRole('row').nth(1)
  const worst = row.locator('a[href*="/groups/"]')
  await expect(worst).toBeVisible({ timeout: 90_000 })
  const name = await worst.getAttribute('title')
  const href = await worst.getAttribute('href')
  expect(href).toContain(`/groups/${name}`)
  await row.locator('a[href*="groups?topic=demo_orders"]').click()
  await expect(page).toHaveURL(/groups\?topic=demo_orders/)
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics/demo_orders/subscriptions`)
  const groups: string[] = body.items.map(({ groupName }: Named) => groupName)
  const links = page.getByRole('grid', { name: 'Groups' }).getByRole('row')
  for (const groupName of groups) {
    await expect(links.getByRole('link', { name: groupName, exact: true })).toBeVisible()
  }
  await expect(links).toHaveCount(groups.length + 1)
  expect(errors).toEqual([])
})

test('T-11: a group of the topic opens to its clients and queues, by keyboard too', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/topics/demo_orders?tab=subscriptions'))
  const grid = page.getByRole('grid', { name: 'Groups' })
  const row = grid.getByRole('row', { name: /demo_billing/ }).first()
  await expect(row).toContainText('Online')
  await row.click()
  await expect(page).toHaveURL(/row=demo_billing/)
  await expect(page.getByRole('heading', { name: 'Clients online' })).toBeVisible()
  const queues = page.getByRole('table', { name: 'Queues' }).or(page.getByRole('grid', { name: 'Queues' }))
  await expect(queues.getByRole('row')).toHaveCount(9)
  await expectAccessible(page)
})

test('T-12: producers of the topic, remoting by client and gRPC by host', async ({ api, demo, page, clusterPage }) => {
  const producers = (topicName: string) =>
    api('GET', `/api/v1/clusters/${demo.clusterId}/topics/${topicName}/producers`)
  await expect
    .poll(async () => (await producers('demo_orders')).body.items)
    .toContainEqual(expect.objectContaining({ protocol: 'remoting', source: 'CONNECTION', language: 'JAVA' }))
  await expect
    .poll(async () => (await producers('demo_order_flow')).body.items)
    .toContainEqual(expect.objectContaining({ protocol: 'grpc', clientId: null, source: 'SAMPLE' }))
  await page.goto(clusterPage('/topics/demo_order_flow?tab=producers'))
  await expect(page.getByRole('main')).toContainText('Brokers know producers by producer group, not by topic')
  await expect(page.getByRole('table', { name: 'Producers' })).toContainText('grpc')
  await expectAccessible(page)
})

test('T-22: the head of each type shows its limits', async ({ page, clusterPage }) => {
  const main = page.getByRole('main')
  await page.goto(clusterPage('/topics/demo_reminder'))
  await expect(main).toContainText('Longest delay')
  await expect(main).toContainText('1d')
  await expect(main).toContainText('kept 72h')
  await page.goto(clusterPage('/topics/demo_payment'))
  await expect(main).toContainText('First check after')
  await expect(main).toContainText('6s')
  await expect(main).toContainText('30s')
  await expect(main).toContainText('15')
  await page.goto(clusterPage('/topics/demo_order_flow'))
  await expect(main).toContainText('Ordered groups')
  await expectAccessible(page)
})

test.describe('a viewer', () => {
  test.use({ role: 'viewer' })

  test('T-17: cannot create, edit or protect, on screen or by the API', async ({ page, clusterPage, demo }) => {
    await page.goto(clusterPage('/topics'))
    await expect(page.getByRole('grid', { name: 'Topics' }).getByRole('row').nth(1)).toBeVisible()
    const create = page.getByRole('button', { name: 'Create topic' })
    await expect(create).toHaveAttribute('aria-disabled', 'true')
    await page.keyboard.press('c')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.goto(clusterPage('/topics/demo_orders'))
    await expect(page.getByRole('main').getByRole('button', { name: 'Edit' })).toHaveAttribute('aria-disabled', 'true')
    const path = `${demo.url}/api/v1/clusters/${demo.clusterId}/topics`
    const headers = { origin: new URL(demo.url).origin }
    const data = { topicName: 'e2e_by_viewer', type: 'NORMAL', queuesPerBroker: 1 }
    expect((await page.request.post(path, { headers, data })).status()).toBe(403)
    expect((await page.request.patch(`${path}/demo_orders`, { headers, data: { remark: 'x' } })).status()).toBe(403)
    // A cluster that the grants do not reach is not there.
    const elsewhere = await page.request.get(`${demo.url}/api/v1/clusters/rmq-aaaaaaaa/topics`)
    expect(elsewhere.status()).toBe(404)
  })
})
