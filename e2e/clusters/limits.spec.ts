import { expect, expectAccessible, test } from '#e2e/fixtures.ts'

test('T-3 T-21 an administrator limits queues and names; the dialog says so before, the API refuses', async ({
  api,
  demo,
  page,
  clusterPage,
  uniqueName,
}) => {
  const path = `/api/v1/clusters/${demo.clusterId}`
  const before = (await api('GET', `${path}/limits`)).body
  await page.goto(clusterPage('/settings'))
  const section = page.getByRole('region', { name: 'Limits' })
  await section.getByLabel('Hint for topic names').fill('^[a-z_0-9]+$')
  await section.getByLabel('Hint for group names').fill('^[a-z_0-9]+$')
  await section.getByRole('button', { name: '3 to 16 queues, as managed services have' }).click()
  // What is half under the bar at the top would count as too small.
  await page.evaluate(() => window.scrollTo(0, 0))
  await expectAccessible(page)
  await section.getByRole('button', { name: 'Save limits' }).click()
  await expect(page.getByText('Limits saved')).toBeVisible()
  try {
    const topicName = uniqueName('limited')
    for (const queuesPerBroker of [2, 17]) {
      const answer = await api('POST', `${path}/topics`, { body: { topicName, type: 'NORMAL', queuesPerBroker } })
      expect(answer.status).toBe(400)
      expect(answer.body.fields).toMatchObject([{ path: 'body.queuesPerBroker', rule: 'queuesRange' }])
    }
    await page.goto(clusterPage('/topics?create=1'))
    const dialog = page.getByRole('dialog', { name: 'Create topic' })
    await dialog.getByLabel('Name', { exact: true }).fill('Orders-New')
    await expect(dialog.getByText('Names in this cluster usually match ^[a-z_0-9]+$')).toBeVisible()
    await expect(dialog.getByText('3 to 16')).toBeVisible()
    await page.goto(clusterPage('/groups?create=1'))
    const groupDialog = page.getByRole('dialog', { name: 'Create group' })
    await groupDialog.getByLabel('Name', { exact: true }).fill('Billing-New')
    await expect(groupDialog.getByText('Names in this cluster usually match ^[a-z_0-9]+$')).toBeVisible()
  } finally {
    const { revision: _, ...limits } = before
    expect((await api('PUT', `${path}/limits`, { body: limits })).status).toBe(200)
  }
})

test.describe('a viewer', () => {
  test.use({ role: 'viewer' })
  test('sees the limits and cannot change them', async ({ page, clusterPage }) => {
    await page.goto(clusterPage('/settings'))
    const section = page.getByRole('region', { name: 'Limits' })
    await expect(section.getByRole('button', { name: 'Save limits' })).toHaveAttribute('aria-disabled', 'true')
  })
})
