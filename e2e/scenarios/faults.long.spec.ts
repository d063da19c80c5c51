import { expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'
import { listFaults, named, untilOff, withFault } from './switch-fault.ts'

test('S-10: every fault that can be switched is held by a test', async () => {
  expect((await listFaults()).map(({ name }) => name).sort()).toEqual([
    'bad-tag', // below
    'block-checks', // transaction.long.spec.ts
    'burst', // peak.long.spec.ts
    'fill-queue', // peak.long.spec.ts
    'slow-sink', // decoupling.long.spec.ts
    'stall-group', // decoupling.long.spec.ts
    'stop-broker', // alarms/stopped-broker.spec.ts
    'stop-client', // broadcast.long.spec.ts
  ])
})

test('S-10: clients that do not agree on what they read are named inconsistent, in the list and by the diagnosis', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const group = `/api/v1/clusters/${demo.clusterId}/groups/demo_campaign`
  const consistency = async () => (await api('GET', group)).body.consistency
  await untilOff('bad-tag')
  await eventually(consistency, minutes(5)).toBe('CONSISTENT')
  await withFault('bad-tag', async () => {
    await eventually(consistency, named).toBe('INCONSISTENT')
    await page.goto(clusterPage('/groups?q=demo_campaign'))
    await expect(page.getByRole('row', { name: /demo_campaign/ })).toContainText('1 client differs')
    const { body } = await api('POST', `${group}/diagnoses`)
    const { lines } = body as { lines: { cause: string; evidence: { facts: Record<string, string> }[] }[] }
    const line = lines.find(({ cause }) => cause === 'SUBSCRIPTIONS_DIFFER')
    const expressions = line?.evidence.map(({ facts }) => facts.demo_orders).sort()
    expect(expressions).toEqual(['TAG created', 'TAG paid'])
  })
  await untilOff('bad-tag')
  await eventually(consistency, minutes(5)).toBe('CONSISTENT')
})
