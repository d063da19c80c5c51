import { expect, test } from '#e2e/fixtures.ts'

test('M-20, M-21, M-23: dead letters are found, marked and back again, and one is sent to its group', async ({
  page,
  api,
  demo,
  clusterPage,
}) => {
  const base = `/api/v1/clusters/${demo.clusterId}/dead-letters`
  // The traffic of the demo lets some mails fail for good.
  await expect
    .poll(
      async () => {
        const { body } = await api('GET', base)
        return body.items?.some(({ groupName }: { groupName: string }) => groupName === 'demo_mail')
      },
      { timeout: 180_000 },
    )
    .toBe(true)

  await page.goto(clusterPage('/dead-letters'))
  const groups = page.getByRole('grid', { name: 'Dead letters' })
  await groups.getByRole('link', { name: 'demo_mail' }).click()
  const rows = page.getByRole('grid', { name: 'Dead letters' }).getByRole('row')
  await expect(rows.nth(1)).toContainText('New')
  // Whatever else the rows bring along.
  const head = (name: string) => page.getByRole('columnheader', { name, exact: true })
  await expect(head('Producer')).toBeVisible()
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await expect(page.getByRole('checkbox', { name: 'Origin id' })).toBeVisible()
  await page.keyboard.press('Escape')
  const { body: desk } = await api('GET', `${base}/demo_mail?state=NEW&order=oldest`)
  const [letter] = desk.items
  expect(letter).toMatchObject({ label: 'DLQ', state: 'NEW', resends: 0 })

  await page.goto(clusterPage(`/dead-letters/demo_mail?find=${letter.uniqKey}`))
  await rows.nth(1).getByText(letter.originTopic).click()
  const drawer = page.getByRole('complementary', { name: /^Message/ })
  await drawer.getByRole('button', { name: 'Mark as handled' }).click()
  await expect(rows.nth(1)).toContainText('Handled')
  await drawer.getByRole('button', { name: 'Not handled' }).click()
  await expect(rows.nth(1)).toContainText('New')

  await drawer.getByRole('button', { name: 'Resend' }).click()
  const dialog = page.getByRole('dialog', { name: 'Resend a dead letter' })
  await dialog.getByLabel('Reason').fill('e2e')
  await dialog.getByRole('button', { name: 'Resend' }).click()
  await expect(dialog.getByRole('status')).toContainText('Stored in %RETRY%demo_mail')
  await expect
    .poll(
      async () => {
        const { body } = await api('GET', `${base}/demo_mail/resends?originId=${letter.originId}`)
        return body.items[0]?.state
      },
      { timeout: 60_000 },
    )
    .toMatch(/CONSUMED|SUCCEEDED|FAILED_AGAIN/)
})

test('U-17 a masked dead letter is edited by who may unmask: revealed first, then as it is stored', async ({
  page,
  api,
  demo,
  clusterPage,
  uniqueName,
}) => {
  const base = `/api/v1/clusters/${demo.clusterId}/dead-letters/demo_mail`
  await expect
    .poll(async () => (await api('GET', `${base}?state=NEW&order=oldest`)).body.items?.length ?? 0, {
      timeout: 180_000,
    })
    .toBeGreaterThan(0)
  const [letter] = (await api('GET', `${base}?state=NEW&order=oldest`)).body.items
  // A field that no other test looks at, only while this one runs.
  const rule = await api('POST', '/api/v1/masking-rules', {
    body: {
      name: uniqueName('customers'),
      topicPattern: letter.originTopic,
      appliesTo: ['JSON'],
      jsonPaths: ['$.customerId'],
    },
  })
  expect(rule.status, JSON.stringify(rule.body)).toBe(201)
  try {
    const isMasked = async () => {
      const { items } = (await api('GET', `${base}?order=oldest`)).body
      return items.find(({ offsetMsgId }: { offsetMsgId: string }) => offsetMsgId === letter.offsetMsgId)?.isMasked
    }
    await expect.poll(isMasked).toBe(true)
    await page.goto(clusterPage(`/dead-letters/demo_mail?find=${letter.uniqKey}`))
    await page.getByRole('grid', { name: 'Dead letters' }).getByText(letter.originTopic).first().click()
    const drawer = page.getByRole('complementary', { name: /^Message/ })
    await drawer.getByRole('button', { name: 'Resend' }).click()
    const dialog = page.getByRole('dialog', { name: 'Resend a dead letter' })
    await dialog.getByRole('checkbox', { name: 'Edit before sending' }).check()
    const body = dialog.getByLabel('Body', { exact: true })
    await expect(body).toHaveCount(0)
    await expect(dialog.getByRole('button', { name: 'Resend' })).toHaveAttribute('aria-disabled', 'true')
    await dialog.getByLabel('Reason').first().fill('a customer asks')
    await dialog.getByRole('button', { name: 'Reveal' }).click()
    await expect(body).toHaveValue(/"customerId": ?\d+/)
    await expect(dialog.getByRole('button', { name: 'Resend' })).not.toHaveAttribute('aria-disabled', 'true')
  } finally {
    await api('DELETE', `/api/v1/masking-rules/${rule.body.ruleId}`)
  }
})
