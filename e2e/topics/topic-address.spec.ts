import { expect, test } from '#e2e/fixtures.ts'

test('X-6 filter, sort, page size and tab are in the address, and a second browser shows the same', async ({
  page,
  browser,
  clusterPage,
  pageUrl,
}) => {
  await page.goto(clusterPage('/topics'))
  // Other columns link to groups.
  const topics = { name: /^demo_order/ }
  const names = () => page.getByRole('grid').getByRole('link', topics).allTextContents()
  // Rows of the server only hold their place: what is typed before the page is alive is lost.
  await expect(page.getByRole('grid').getByRole('link', topics).first()).toBeVisible()
  await page.getByPlaceholder('Name, glob* or /regex/').fill('demo_order*')
  await page
    .getByRole('columnheader', { name: /^Topic/ })
    .getByRole('button')
    .click()
  await expect(page).toHaveURL(/q=demo_order\*|q=demo_order%2A/)
  await expect(page).toHaveURL(/sort=-?topicName/)
  await expect.poll(names).toEqual(['demo_orders', 'demo_order_flow'])

  const second = await browser.newContext({ storageState: await page.context().storageState() })
  const copy = await second.newPage()
  await copy.goto(page.url())
  await expect
    .poll(() => copy.getByRole('grid').getByRole('link', topics).allTextContents())
    .toEqual(['demo_orders', 'demo_order_flow'])
  await second.close()

  await page.getByRole('link', { name: 'demo_orders', exact: true }).click()
  await page.getByRole('tab', { name: /Queues/ }).click()
  await expect(page).toHaveURL(/demo_orders\?tab=queues/)
  await page.reload()
  await expect(page.getByRole('tab', { name: /Queues/ })).toHaveAttribute('aria-selected', 'true')
  await page.goBack()
  await page.goto(pageUrl('/clusters/rmq-aaaaaaaa/topics'))
  await expect(page.getByText(/not found|no such cluster|does not exist/i).first()).toBeVisible()
})

test('X-6 a search and the message in its drawer are in the address', async ({ page, browser, clusterPage }) => {
  await page.goto(clusterPage('/messages?topic=demo_bodies&mode=key&key=json'))
  await page.getByRole('grid').getByRole('row').nth(1).click()
  await expect(page.getByRole('complementary', { name: /^Message/ })).toContainText('Schraube M6')
  await expect(page).toHaveURL(/message=[0-9A-F]{32}/)
  const second = await browser.newContext({ storageState: await page.context().storageState() })
  const copy = await second.newPage()
  await copy.goto(page.url())
  await expect(copy.getByRole('complementary', { name: /^Message/ })).toContainText('Schraube M6')
  await second.close()
})

test('X-7 a number beyond 2^53 in a body is shown and copied digit by digit', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_bodies&mode=key&key=int64`)
  expect(JSON.stringify(body.items[0])).toContain('9223372036854775807')
  await page.goto(clusterPage(`/messages/${body.items[0].offsetMsgId}?topic=demo_bodies`))
  await expect(page.getByRole('main')).toContainText('9223372036854775807')
  await expect(page.getByRole('main')).toContainText('-9223372036854775808')
})

test('X-21 names with a percent sign open from a link, a reload and the API', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
  mqadmin,
}) => {
  await page.goto(clusterPage('/topics?q=demo_prices_daily'))
  await page.getByRole('grid').getByRole('row').getByRole('link').first().click()
  await expect(page).toHaveURL(/\/topics\/demo%25demo_prices_daily/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('demo_prices_daily')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('demo_prices_daily')

  const deadLetters = `%DLQ%${uniqueName('e2e')}`
  await mqadmin(`updateTopic -c DefaultCluster -t ${deadLetters} -r 1 -w 1`)
  await page.goto(clusterPage(`/topics/${encodeURIComponent(deadLetters)}`))
  await expect(page.getByRole('heading', { level: 1 })).toContainText(deadLetters)
  await mqadmin(`deleteTopic -c DefaultCluster -t ${deadLetters}`)

  // Subscribing makes a retry topic; its name starts with the sign that URLs escape with.
  const { body } = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics?include=retry&q=%25RETRY%25&pageSize=1`)
  const retry: string = body.items[0].topicName
  expect(retry).toMatch(/^%RETRY%/)
  const one = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics/${encodeURIComponent(retry)}`)
  expect(one.body.topicName).toBe(retry)
  await page.goto(clusterPage(`/topics/${encodeURIComponent(retry)}?tab=route`))
  await expect(page.getByRole('heading', { level: 1 })).toContainText(retry)
  await expect(page.getByRole('main')).toContainText('broker-a')
})
