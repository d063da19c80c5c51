import { pauseProcess } from '#dev/rocketmq/processes.ts'
import { expect, test } from '#e2e/fixtures.ts'

test.describe.configure({ mode: 'serial' })

test('X-3 with a paused broker every list answers within 3 s, has the rest, and names it', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const pid = demo.pids['broker-b']
  if (!pid) throw new Error('demo.json names no broker-b')
  await pauseProcess(pid)
  try {
    const isNamed = (body: { partial?: { brokerName?: string; code: string }[] }) =>
      (body.partial ?? []).some((entry) => entry.brokerName === 'broker-b' && entry.code === 'CLUSTER_TIMEOUT')
    await expect
      .poll(async () => isNamed((await api('GET', `/api/v1/clusters/${demo.clusterId}/topics`)).body))
      .toBe(true)
    for (const path of [
      '/topics',
      '/topics/demo_orders',
      '/topics/demo_orders/queues',
      '/topics/demo_orders/configs',
      '/topics/demo_orders/route',
      '/topics/demo_orders/subscriptions',
      '/topics/demo_orders/producers',
      '/groups',
      '/groups/demo_billing',
      '/groups/demo_billing/progress',
      '/groups/demo_billing/clients',
      '/groups/demo_billing/subscriptions',
      '/groups/demo_billing/retry',
      '/clients',
      '/producers',
      '/overview',
      '/brokers',
      '/name-servers',
      '/proxies',
      '/namespaces',
      '/nodes',
    ]) {
      const startedAt = Date.now()
      const answer = await api('GET', `/api/v1/clusters/${demo.clusterId}${path}`)
      expect(answer.status, `${path}: ${JSON.stringify(answer.body).slice(0, 300)}`).toBe(200)
      expect(Date.now() - startedAt, path).toBeLessThan(3_000)
    }
    const queues = await api('GET', `/api/v1/clusters/${demo.clusterId}/topics/demo_orders/queues`)
    expect(isNamed(queues.body)).toBe(true)
    const ofPaused = queues.body.items.filter((row: { brokerName: string }) => row.brokerName === 'broker-b')
    // Not known is null, never 0.
    for (const row of ofPaused) expect(row).toMatchObject({ minOffset: null, maxOffset: null, messages: null })
    expect(queues.body.totals.messages).toBeNull()

    await page.goto(clusterPage('/topics'))
    // Not the note that names every broker which makes topics by itself.
    await expect(
      page
        .getByRole('status')
        .filter({ hasText: /broker-b.*CLUSTER_TIMEOUT/ })
        .first(),
    ).toBeVisible()
    await expect(page.getByRole('link', { name: 'demo_orders', exact: true })).toBeVisible()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect
    .poll(async () => (await api('GET', `/api/v1/clusters/${demo.clusterId}/topics`)).body.partial ?? 'complete')
    .toBe('complete')
})
