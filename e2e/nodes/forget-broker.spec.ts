import { expect, expectAccessible, test } from '#e2e/fixtures.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'

test('C-3 a broker that is gone for good is forgotten from its row, and its cluster is well again', async ({
  page,
  pageUrl,
  api,
  uniqueName,
}) => {
  const fake = await startFakeCluster({ brokers: 2, topics: ['orders'] })
  const created = await api('POST', '/api/v1/clusters', {
    body: { name: uniqueName('gone'), environment: 'test', nameServers: fake.nameServers },
  })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  const { clusterId } = created.body
  try {
    // Its alarm is not to reach the receivers of the demo.
    const until = new Date(Date.now() + 3_600_000).toISOString()
    const maintained = await api('POST', `/api/v1/clusters/${clusterId}/maintenance`, { body: { until } })
    expect(maintained.status).toBe(200)
    await page.goto(pageUrl(`/clusters/${clusterId}/nodes`))
    const row = page.getByRole('row').filter({ hasText: 'broker-b' })
    await expect(row).toContainText('5.5.0')
    const [gone] = fake.brokers.splice(1, 1)
    await gone?.server.stop()
    await row.getByRole('button', { name: 'Actions for broker-b' }).click()
    await page.getByRole('menuitem', { name: 'Forget' }).click()
    const dialog = page.getByRole('dialog', { name: 'Forget broker-b' })
    await expect(dialog).toContainText('last answered at')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Forget broker-b' }).click()
    await expect(page.getByText('broker-b is forgotten')).toBeVisible()
    // rows stay put under the pointer, also those that are gone.
    await page.mouse.move(0, 0)
    await expect(row).toHaveCount(0)
    const reasons = async (): Promise<string[]> => {
      const { body } = await api('GET', `/api/v1/clusters/${clusterId}/health`)
      return body.healthReasons.map(({ code }: { code: string }) => code)
    }
    await expect.poll(reasons).toEqual(['MAINTENANCE'])
  } finally {
    await api('DELETE', `/api/v1/clusters/${clusterId}?confirm=${created.body.name}`)
    await fake.stop()
  }
})
