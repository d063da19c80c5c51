import { expect, test } from '#e2e/fixtures.ts'

test('M-16 a traced order opens by its id: who sent it, who stored it, which groups took it', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  const from = new Date(Date.now() - 10 * 60_000).toISOString()
  const base = `/api/v1/clusters/${demo.clusterId}/traces`
  const { status, body } = await api('GET', `${base}?topic=demo_orders&from=${from}&pageSize=200`)
  expect(status, JSON.stringify(body)).toBe(200)
  const consumed = (item: { hops: { stage: string; source: string }[] }) =>
    item.hops.some(({ stage, source }) => stage === 'CONSUME' && source === 'TRACE')
  const { messageId } = body.items.find(consumed) ?? body.items[0]
  await page.goto(clusterPage(`/traces?id=${messageId}&topic=demo_orders`))
  const hops = page.getByRole('table', { name: 'Hops' })
  await expect(hops.getByRole('row').filter({ hasText: 'Send' })).toBeVisible()
  await expect(hops.getByRole('row').filter({ hasText: 'Store' })).toContainText(/broker-/)
  await expect(hops.getByRole('row').filter({ hasText: 'Consume' }).first()).toBeVisible()
  await page.getByRole('button', { name: /raw records?$/ }).click()
  await expect(page.getByRole('table', { name: 'Raw records' })).toContainText('Pub')
})

test('M-18 the traces of a topic are listed and open one by one', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/traces?mode=time&topic=demo_orders&from=now-10m&to=now'))
  const list = page.getByRole('grid', { name: 'Traced messages' })
  await expect(list.getByRole('row').nth(1)).toBeVisible()
  await list.getByRole('row').nth(1).click()
  await expect(page).toHaveURL(/\/traces\?.*id=/)
  await expect(page.getByRole('table', { name: 'Hops' })).toBeVisible()
})

test('M-17 a message without a trace says why', async ({ page, api, demo, clusterPage }) => {
  // Steps of an order are sent over gRPC.
  const { body } = await api(
    'GET',
    `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_order_flow&mode=newest&n=20`,
  )
  const [{ uniqKey }] = body.items.filter(({ clientHost }: { clientHost?: string }) => clientHost !== undefined)
  await page.goto(clusterPage(`/traces?id=${uniqKey}&topic=demo_order_flow`))
  await expect(page.getByText(/sent over gRPC/)).toBeVisible()
  await expect(page.getByRole('table', { name: 'Hops' })).toContainText('Inferred from')
})

test('M-15 reminders wait in the Delayed tab with their time, next to what levels mean', async ({
  page,
  clusterPage,
}) => {
  await page.goto(clusterPage('/topics/demo_reminder?tab=delayed'))
  const table = page.getByRole('table', { name: 'Delayed messages' })
  // The first row may be due while the list is read.
  const waiting = table.getByRole('row').filter({ hasText: 'Pending' }).filter({ hasText: /in \d/ })
  await expect(waiting.first()).toBeVisible()
  await expect(page.getByRole('table', { name: 'Delay levels' }).getByRole('row')).toHaveCount(19)
  await page.getByRole('radio', { name: 'Pending, delivered and deleted' }).click()
  const delivered = table.getByRole('row').filter({ hasText: 'Delivered' }).first()
  // The first of them is due half a minute after the demo has begun.
  await expect(delivered).toBeVisible({ timeout: 90_000 })
  await delivered.getByRole('link', { name: 'Open' }).click()
  await expect(page).toHaveURL(/\/messages\/\w+\?topic=demo_reminder/)
  // The message has its trace beside it.
  await expect(page.getByRole('heading', { name: 'Trace', exact: true })).toBeVisible()
})

test('M-26 undecided payments are listed with who has to decide', async ({ page, clusterPage }) => {
  await page.goto(clusterPage('/topics/demo_payment?tab=transactions'))
  await expect(page.getByRole('heading', { name: 'Undecided half messages' })).toBeVisible()
  await expect(page.getByText(/Everything was read\./).first()).toBeVisible()
})
