import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

/** A sample is up to a minute old. */
const aged = { timeout: 90_000 }

test('G-26 S-7 filters stand in the address, and the old client carries its risk with advice', async ({
  page,
  clusterPage,
}) => {
  const errors = collectPageErrors(page)
  await page.goto(clusterPage('/clients?group=demo_price_cache&versionBelow=5.0.0'))
  const rows = page.getByRole('grid').getByRole('row')
  await expect(rows.filter({ hasText: 'demo_price_cache' })).toHaveCount(1, aged)
  const old = rows.filter({ hasText: 'Java 4.9.7' })
  await expect(old).toContainText('Old version')
  await expect(old).toContainText('plan the move to a 5.x client')

  await page.goto(clusterPage('/clients?protocol=grpc'))
  await expect(rows.filter({ hasText: 'gRPC' }).first()).toBeVisible(aged)
  await expect(rows.filter({ hasText: 'Remoting' })).toHaveCount(0)
  await page.getByPlaceholder('Id, address or host').fill('no such client')
  await expect(page).toHaveURL(/q=no/)
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).not.toHaveURL(/q=|protocol=/)
  await expect(rows.filter({ hasText: 'Producer' }).first()).toBeVisible()
  await expectAccessible(page)
  expect(errors).toEqual([])
})

test('G-13 the stack of a Java consumer comes within 12 s, is searched, highlighted and taken along', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  let clientId = ''
  await expect(async () => {
    const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/clients?group=demo_billing`)
    clientId = body.items[0].clientId
  }).toPass(aged)
  await page.goto(clusterPage(`/clients?group=demo_billing`))
  await page.getByRole('row').filter({ hasText: clientId }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: clientId })).toBeVisible()
  const asked = page.waitForResponse((response) => response.url().includes('/stack?'))
  const startedAt = Date.now()
  await page.getByRole('tab', { name: 'Stack' }).click()
  expect((await asked).status()).toBe(200)
  expect(Date.now() - startedAt).toBeLessThan(12_000)
  await expect(page).toHaveURL(/tab=stack/)
  await page.getByLabel('Search in stacks').fill('ConsumeMessageThread_demo_billing')
  await expect(page.locator('mark').first()).toHaveText('ConsumeMessageThread_demo_billing')
  await expect(page.getByText(/^\d+ of \d+ threads$/)).toBeVisible()
  await page.getByRole('radio', { name: 'By state' }).click()
  await expect(page).toHaveURL(/view=threads/)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.txt$/)
  await expectAccessible(page)
})

test('G-13 a gRPC client behind a cluster-mode proxy: the tab says why there is no stack, and asks nobody', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  let clientId = ''
  await expect(async () => {
    const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/clients?group=demo_search`)
    clientId = body.items[0].clientId
  }).toPass(aged)
  const asked: string[] = []
  page.on('request', (request) => {
    if (/\/(stack|running-info)\?/.test(request.url())) asked.push(request.url())
  })
  await page.goto(clusterPage(`/clients/${encodeURIComponent(clientId)}?group=demo_search&tab=stack`))
  await expect(page.getByText('This client is behind a proxy in cluster mode')).toBeVisible()
  expect(asked).toEqual([])

  const startedAt = Date.now()
  const refused = await api(
    'GET',
    `/api/v1/clusters/${demo.clusterId}/clients/${encodeURIComponent(clientId)}/stack?group=demo_search`,
  )
  expect(refused).toMatchObject({ status: 501, body: { code: 'NOT_SUPPORTED' } })
  expect(refused.body.detail).toContain('local-mode proxy')
  expect(Date.now() - startedAt).toBeLessThan(5_000)
})

test.describe('a viewer', () => {
  test.use({ role: 'viewer' })

  test('sees clients, and which permission a stack needs', async ({ page, api, demo, clusterPage }) => {
    let clientId = ''
    await expect(async () => {
      const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/clients?group=demo_billing`)
      clientId = body.items[0].clientId
    }).toPass(aged)
    await page.goto(clusterPage(`/clients/${encodeURIComponent(clientId)}?group=demo_billing&tab=stack`))
    await expect(page.getByText('client:stack')).toBeVisible()
    await page.getByRole('tab', { name: /Queues/ }).click()
    await expect(
      page.getByRole('table', { name: 'Queues' }).getByRole('row').filter({ hasText: 'demo_orders' }).first(),
    ).toBeVisible()
  })
})
