import { readConsumerConnection } from '#dev/rocketmq/mqadmin-clients.ts'
import { expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'
import { named, untilOff, withFault } from './switch-fault.ts'

const group = 'demo_price_cache'
const instances = [1, 2, 3, 4].map((number) => `${group}-${number}`)

test('S-7 S-10: of four clients, each with its position, the one that stops disappears, is named by the diagnosis, and is back', async ({
  api,
  demo,
  page,
  clusterPage,
  mqadmin,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const clientIds = async (): Promise<string[]> => {
    const { body } = await api('GET', `${cluster}/clients?kind=CONSUMER&group=${group}`)
    return (body.items as { clientId: string }[]).map(({ clientId }) => clientId)
  }
  /** `127.0.0.1@demo_price_cache-3` */
  const names = async () => (await clientIds()).map((id) => id.slice(id.indexOf('@') + 1)).sort()
  const judge = async () =>
    readConsumerConnection(await mqadmin(`consumerConnection -g ${group}`))
      .map(({ clientId }) => clientId.slice(clientId.indexOf('@') + 1))
      .filter((name, index, all) => all.indexOf(name) === index)
      .sort()
  await untilOff('stop-client')
  await eventually(names, minutes(5)).toEqual(instances)
  for (const id of await clientIds()) {
    const info = await api('GET', `${cluster}/clients/${encodeURIComponent(id)}/running-info?group=${group}`)
    const queues = info.body.queues as { topicName: string; committedOffset: string | null }[]
    const own = queues.filter(({ topicName }) => topicName === 'demo_prices')
    expect(own, id).toHaveLength(4)
    expect(own.map(({ committedOffset }) => Number(committedOffset)).every((offset) => offset > 0)).toBe(true)
  }
  // What was never sampled cannot change: the console must have seen four first.
  const sampled = async () => (await api('GET', `${cluster}/groups/${group}`)).body.clients.value?.total
  await eventually(sampled, minutes(3)).toBe(4)
  const left = instances.filter((name) => name !== `${group}-3`)
  await withFault('stop-client', async () => {
    await eventually(names, named).toEqual(left)
    expect(await judge()).toEqual(left)
    await page.goto(clusterPage(`/clients?group=${group}`))
    await expect(page.getByRole('grid').getByRole('row').filter({ hasText: group })).toHaveCount(3)
    const changes = async () => {
      const { body } = await api('POST', `${cluster}/groups/${group}/diagnoses`)
      const lines = body.lines as { cause: string; evidence: { subject: string }[] }[]
      return lines.find(({ cause }) => cause === 'CHANGED_LATELY')?.evidence.map(({ subject }) => subject)
    }
    await eventually(changes, { ...named, intervals: [10_000] }).toContain('clients 4 → 3')
  })
  await untilOff('stop-client')
  await eventually(names, minutes(5)).toEqual(instances)
  expect(await judge()).toEqual(instances)
})

test('S-7: offsets of a broadcast group are not reset, and the refusal says why', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const path = `/api/v1/clusters/${demo.clusterId}/groups/${group}`
  await eventually(async () => (await api('GET', path)).body.lag, minutes(5)).toMatchObject({
    state: 'na',
    reason: 'BROADCAST',
  })
  const refused = await api('POST', `${path}/offsets/preview`, { body: { target: { kind: 'LATEST' } } })
  expect(refused).toMatchObject({ status: 409, body: { code: 'CONFLICT', reason: 'BROADCAST' } })
  await page.goto(clusterPage(`/groups/${group}`))
  const reset = page.getByRole('button', { name: 'Reset offsets' })
  await expect(reset).toHaveAttribute('aria-disabled', 'true')
  await expect(reset).toHaveAccessibleDescription(/each client keeps its own/)
})
