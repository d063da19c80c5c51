import { expect, test } from '#e2e/fixtures.ts'

test('M-1 the newest message of a topic opens by key, by id and by position, with the same facts', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const base = `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders`
  const newest = await api('GET', `${base}&mode=newest&n=20`)
  expect(newest.status, JSON.stringify(newest.body)).toBe(200)
  const one = newest.body.items.find(
    (item: { keys: string[]; uniqKey: string | null }) => item.keys.length > 0 && item.uniqKey,
  )
  expect(one).toBeDefined()
  const place = `broker=${one.brokerName}&queueId=${one.queueId}&offset=${one.queueOffset}&n=1`
  for (const query of [`mode=id&id=${one.uniqKey}`, `mode=id&id=${one.offsetMsgId}`, `mode=position&${place}`]) {
    const found = await api('GET', `${base}&${query}`)
    expect(
      found.body.items.map((item: { offsetMsgId: string }) => item.offsetMsgId),
      query,
    ).toEqual([one.offsetMsgId])
  }
  const byKey = await api('GET', `${base}&mode=key&key=${encodeURIComponent(one.keys[0])}`)
  expect(byKey.body.items.map((item: { offsetMsgId: string }) => item.offsetMsgId)).toContain(one.offsetMsgId)

  await page.goto(clusterPage(`/messages?topic=demo_orders&mode=key&key=${encodeURIComponent(one.keys[0])}`))
  await expect(page.getByText(one.keys[0]).first()).toBeVisible()
})

test('M-1 more than 1,024 newest messages are refused in words', async ({ api, demo }) => {
  const answer = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders&mode=newest&n=1025`)
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ code: 'INVALID_INPUT' })
})

test('M-6 X-19 an offset id of an unknown address is refused before any socket is opened', async ({ api, demo }) => {
  const answer = await api(
    'GET',
    `/api/v1/clusters/${demo.clusterId}/messages/0A0000010000238C0000000000000001?topic=demo_orders`,
  )
  expect([400, 404]).toContain(answer.status)
  expect(answer.body.code).not.toBe('CLUSTER_UNREACHABLE')
})

test('M-7 a JSON body is laid out and folds by keyboard', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/messages?topic=demo_bodies&mode=key&key=json'))
  await page.getByRole('grid').getByRole('row').nth(1).click()
  const body = page
    .getByRole('complementary', { name: /^Message/ })
    .getByRole('region', { name: 'Body' })
    .last()
  await expect(body).toContainText('"eur": 3')
  await body.getByRole('button', { name: 'Fold "prices"' }).focus()
  await page.keyboard.press('Enter')
  await expect(body).not.toContainText('"eur": 3')
  await expect(body).toContainText('"prices": [ … 3 parts … ]')
  await page.keyboard.press('Enter')
  await expect(body).toContainText('"eur": 3')
})

test('M-7 the form in which a body was looked at is kept for its topic', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/messages?topic=demo_bodies&mode=key&key=json'))
  await page.getByRole('grid').getByRole('row').nth(1).click()
  const drawer = page.getByRole('complementary', { name: /^Message/ })
  const body = drawer.getByRole('region', { name: 'Body' }).last()
  const form = drawer.getByLabel('View as', { exact: true })
  await expect(body).toContainText('"eur": 3')
  await form.click()
  await page.getByRole('option', { name: 'Hex', exact: true }).click()
  await expect(body).not.toContainText('"eur": 3')
  await page.reload()
  await expect(form).toContainText('Hex')
  await expect(body).not.toContainText('"eur": 3')
})

test.describe('with columns of their own', () => {
  test.use({ ownAccount: {} })
  test('a chosen column stands in the link, and whoever opens the link has it too', async ({ page, clusterPage }) => {
    const search = '/messages?topic=demo_orders&mode=newest&n=20'
    const head = (name: string) => page.getByRole('columnheader', { name, exact: true })
    await page.goto(clusterPage(search))
    await expect(head('Tag')).toBeVisible()
    await expect(head('Producer')).toHaveCount(0)
    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Producer' }).click()
    await expect(head('Producer')).toBeVisible()
    await expect(page).toHaveURL(/[?&]columns=producer(&|$)/)

    await page.goto(clusterPage(`${search}&columns=offsetMsgId,-tags`))
    await expect(head('Offset id')).toBeVisible()
    for (const name of ['Tag', 'Producer']) await expect(head(name)).toHaveCount(0)
  })
})

test.describe('as a viewer', () => {
  test.use({ role: 'viewer' })
  test('a viewer sees ids and properties but no body', async ({ page, demo }) => {
    const url = `${demo.url}/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders&mode=newest&n=5`
    const { items } = await (await page.request.get(url)).json()
    expect(items.length).toBeGreaterThan(0)
    for (const item of items) expect(item).not.toHaveProperty('bodyPreview')
    const body = await page.request.get(
      `${demo.url}/api/v1/clusters/${demo.clusterId}/messages/${items[0].offsetMsgId}/body?topic=demo_orders`,
    )
    expect(body.status()).toBe(403)
    expect(await body.json()).toMatchObject({ permission: 'message:read-body' })
  })
})
