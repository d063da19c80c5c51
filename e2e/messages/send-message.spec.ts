import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('M-11 a message is sent from the page of its topic, with its result, and is there', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
}) => {
  await page.goto(clusterPage(`/topics/${topicName}`))
  await page.getByRole('button', { name: 'Send message' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a message' })
  const submit = dialog.getByRole('button', { name: /^Send 1 message/ })
  await expect(dialog.getByLabel('Topic', { exact: true })).toHaveValue(topicName)
  await expect(submit).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('radio', { name: 'JSON' }).click()
  await dialog.getByLabel('Body', { exact: true }).fill('{"amount":')
  await expect(dialog.getByText('Not JSON.').first()).toBeVisible()
  await dialog.getByLabel('Body', { exact: true }).fill('{"amount":7}')
  await dialog.getByLabel('Tag', { exact: true }).fill('paid')
  await dialog.getByLabel('Keys', { exact: true }).fill('o-1 o-2')
  await dialog.getByRole('button', { name: 'Property', exact: true }).click()
  await dialog.getByLabel('Name of property 1').fill('region')
  await dialog.getByLabel('Value of region').fill('eu')
  await expectAccessible(page)
  await submit.click()
  await expect(dialog.getByRole('status').filter({ hasText: 'Stored.' })).toBeVisible()
  const link = dialog.getByRole('grid', { name: 'Messages sent' }).getByRole('link')
  const href = await link.getAttribute('href')
  const uniqKey = /messages\/([\dA-F]{32})\?/.exec(href ?? '')?.[1]
  expect(uniqKey).toBeDefined()
  await expect(async () => {
    const found = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages/${uniqKey}?topic=${topicName}`)
    expect(found.body).toMatchObject({ tags: 'paid', keys: ['o-1', 'o-2'], properties: { region: 'eu' } })
  }).toPass()
})

test('M-24 send again opens the form filled; what a copy keeps is locked, and it names its origin', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
}) => {
  const path = `/api/v1/clusters/${demo.clusterId}/topics/${topicName}/messages`
  const body = { body: { text: '{"a":1}' }, tags: 'paid', keys: ['k-1'], properties: { region: 'eu' } }
  const sent = await api('POST', path, { body })
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  const [origin] = sent.body.items
  await page.goto(clusterPage(`/messages?topic=${topicName}&mode=newest`))
  await page.getByRole('grid', { name: 'Messages found' }).getByRole('row').nth(1).click()
  await page.getByRole('button', { name: 'Send again' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a message again' })
  await expect(dialog.getByLabel('Body', { exact: true })).toHaveValue('{"a":1}')
  await expect(dialog.getByLabel('Tag', { exact: true })).toHaveValue('paid')
  await expect(dialog.getByLabel('Value of region')).toHaveValue('eu')
  await expect(dialog.getByLabel('Value of APOGEE_COPY_OF')).toHaveValue(origin.uniqKey)
  for (const locked of ['Topic', 'Type', 'Value of APOGEE_COPY_OF']) {
    await expect(dialog.getByLabel(locked, { exact: true })).toHaveAttribute('aria-disabled', 'true')
  }
  await dialog.getByLabel('Body', { exact: true }).fill('{"a":2}')
  await dialog.getByRole('button', { name: /^Send 1 message/ }).click()
  await expect(dialog.getByRole('status').filter({ hasText: 'Stored.' })).toBeVisible()
  await expect(async () => {
    const { body: page1 } = await api(
      'GET',
      `/api/v1/clusters/${demo.clusterId}/messages?topic=${topicName}&mode=newest&n=10`,
    )
    const copy = page1.items.find((item: { uniqKey: string }) => item.uniqKey !== origin.uniqKey)
    const full = await api('GET', `/api/v1/clusters/${demo.clusterId}/messages/${copy.offsetMsgId}?topic=${topicName}`)
    expect(full.body).toMatchObject({
      tags: 'paid',
      keys: ['k-1'],
      properties: { region: 'eu', APOGEE_COPY_OF: origin.uniqKey },
      bodyPreview: '{"a":2}',
    })
  }).toPass()
})

test('M-13 the live tail shows what arrives, holds it while paused, and loses none of it', async ({
  page,
  api,
  demo,
  clusterPage,
  topicName,
}) => {
  const send = (text: string) =>
    api('POST', `/api/v1/clusters/${demo.clusterId}/topics/${topicName}/messages`, { body: { body: { text } } })
  await page.goto(clusterPage(`/messages/tail?topics=${topicName}`))
  await expect(page.getByText('Nothing has arrived yet')).toBeVisible()
  await expectAccessible(page)
  const rows = page.getByRole('grid', { name: 'Messages as they arrive' }).getByRole('row')
  await send('first')
  await expect(rows.filter({ hasText: 'first' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByText(/^Paused at/)).toBeVisible()
  await send('second')
  await send('third')
  await expect(page.getByText('2 messages have arrived since.')).toBeVisible()
  await expect(rows.filter({ hasText: 'third' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(rows.filter({ hasText: 'third' })).toBeVisible()
  await expect(rows.filter({ hasText: 'second' })).toBeVisible()
  await rows.filter({ hasText: 'second' }).click()
  await expect(page.getByRole('complementary', { name: /^Message/ })).toContainText(topicName)
})

test('M-13 who closes the tab gives the tail back at once: two at a time, as often as one likes', async ({
  context,
  clusterPage,
  topicName,
}) => {
  for (let turn = 0; turn < 4; turn++) {
    const tab = await context.newPage()
    await tab.goto(clusterPage(`/messages/tail?topics=${topicName}`))
    await expect(tab.getByText('Nothing has arrived yet')).toBeVisible()
    await tab.close()
  }
})
