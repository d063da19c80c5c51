import { pauseProcess } from '#dev/rocketmq/processes.ts'
import { expect, test } from '#e2e/fixtures.ts'

interface Received {
  at: string
  by: 'webhook' | 'mail'
  title: string
  body: string
}

test('A-8 A-12: a broker that stops is told once at the webhook, within a minute; what it explains is shown and not told', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const pid = demo.pids['broker-b']
  if (!pid) throw new Error('demo.json names no broker-b')
  const stoppedAt = new Date()
  const critical = async () => {
    const received = (await (await fetch(demo.notices)).json()) as Received[]
    return received.filter(
      ({ at, by, body }) =>
        by === 'webhook' && new Date(at) > stoppedAt && body.includes('broker-b') && body.includes('"CRITICAL"'),
    )
  }
  const active = async () => {
    const { body } = await api('GET', `/api/v1/alarms/active?clusterId=${demo.clusterId}&pageSize=200`)
    return body.items as { ruleName: string; object: { brokerName?: string }; inhibitedBy?: unknown; state: string }[]
  }
  await pauseProcess(pid)
  try {
    await expect.poll(critical, { intervals: [500] }).not.toEqual([])
    const told = await critical()
    expect(told.map(({ title }) => title)).toEqual([expect.stringContaining('Broker down')])
    const alarms = (await active()).filter(({ object }) => object.brokerName === 'broker-b')
    const down = alarms.find(({ ruleName }) => ruleName === 'Broker down')
    expect(down).toMatchObject({ state: 'FIRING' })
    expect(down).not.toHaveProperty('inhibitedBy')
    const explained = alarms.find(({ ruleName }) => ruleName === 'Master missing')
    expect(explained).toMatchObject({ state: 'FIRING', inhibitedBy: { ruleName: 'Broker down' } })
    await page.goto(clusterPage('/alarms'))
    const row = page.getByRole('row').filter({ hasText: 'Master missing' }).filter({ hasText: 'broker-b' })
    await expect(row).toContainText('Broker down')
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect
    .poll(async () => (await active()).find(({ ruleName }) => ruleName === 'Broker down')?.state ?? 'OK')
    .not.toBe('FIRING')
  // Other kinds of its alarms were explained by it: no other critical notice about it came.
  expect(await critical()).toHaveLength(1)
})
