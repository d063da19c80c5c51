import { collectPageErrors, expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('X-23: the palette finds a topic by a middle fragment from any page, and opens a pasted message id', async ({
  page,
  api,
  demo,
  pageUrl,
}) => {
  const errors = collectPageErrors(page)
  await page.goto(pageUrl('/clusters'))
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  const palette = page.getByRole('dialog', { name: 'Search' })
  await palette.getByRole('combobox').fill('mo_ord')
  const hit = palette.getByRole('option', { name: /demo_orders/ }).first()
  await expect(hit).toBeVisible()
  await expectAccessible(page)
  await hit.click()
  await expect(page).toHaveURL(new RegExp(`/clusters/${demo.clusterId}/topics/demo_orders`))

  await page.keyboard.press('ControlOrMeta+k')
  await palette.getByRole('combobox').fill('billing')
  await expect(palette.getByRole('option', { name: /demo_billing/ }).first()).toBeVisible()

  const newest = await api(
    'GET',
    `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_orders&mode=newest&n=64&pageSize=20`,
  )
  const [message] = newest.body.items
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await palette.getByRole('combobox').fill(message.offsetMsgId)
  // Keys may look like ids: both readings are offered, the id first.
  await expect(palette.getByRole('option', { name: /Open message by key/ }).first()).toBeVisible()
  await palette
    .getByRole('option', { name: /Open message/ })
    .first()
    .click()
  await expect(page).toHaveURL(new RegExp(`/messages/${message.offsetMsgId}`))

  await page.keyboard.press('ControlOrMeta+k')
  await palette.getByRole('combobox').fill(message.keys[0])
  await palette
    .getByRole('option', { name: /Open message by key/ })
    .first()
    .click()
  await expect(page).toHaveURL(/mode=key/)
  expect(errors).toEqual([])
})

test('X-23: what takes < 200 ms with one cluster is found over the API too, and nothing without a right', async ({
  api,
  demo,
}) => {
  const found = await api('GET', '/api/v1/search?q=mo_ord')
  expect(found.body.items).toContainEqual(
    expect.objectContaining({
      kind: 'topic',
      name: 'demo_orders',
      cluster: expect.objectContaining({ clusterId: demo.clusterId }),
    }),
  )
  expect((await api('GET', '/api/v1/search?q=mo_ord', { token: null })).status).toBe(401)
})
