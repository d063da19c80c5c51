import { readMessagesByKey } from '#dev/rocketmq/mqadmin-output.ts'
import { type Api, expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'
import { named, untilOff, withFault } from './switch-fault.ts'

// All of them look at the groups of one topic: what is slow in one test is not in another.
test.describe.configure({ mode: 'default' })

const others = ['demo_billing', 'demo_search', 'demo_mail', 'demo_audit']
/** Offsets are committed every 5 s and sampled every 15 s: a group that keeps up is never further behind. */
const KEEPS_UP_MS = 20_000

/** Lag time by group, as the Subscriptions tab of the topic has it. */
async function lagTimes(api: Api, clusterId: string): Promise<Record<string, number | null>> {
  const { body } = await api('GET', `/api/v1/clusters/${clusterId}/topics/demo_orders/subscriptions`)
  const rows = body.items as { groupName: string; lagTimeMs: { value: number | null } }[]
  return Object.fromEntries(rows.map(({ groupName, lagTimeMs }) => [groupName, lagTimeMs.value]))
}

const below = (times: Record<string, number | null>, groupNames: readonly string[]) =>
  groupNames.filter((name) => times[name] != null && Number(times[name]) < KEEPS_UP_MS)

test('S-2: the mail of every 200th order is a dead letter, and the other systems have consumed the order', async ({
  api,
  demo,
  page,
  clusterPage,
  mqadmin,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const newestOrder = async (): Promise<string | undefined> => {
    const { body } = await api('GET', `${cluster}/dead-letters/demo_mail?pageSize=200`)
    const keys = (body.items as { keys: string[]; tags: string }[]).flatMap(({ keys }) => keys)
    expect(keys.filter((key) => Number(key.replace('ORD-', '')) % 200 !== 0)).toEqual([])
    // The first minute of the demo makes some more, of numbers that are far below; each of these has three steps.
    return keys
      .filter((key) => Number(key.replace('ORD-', '')) > 1_000_000)
      .sort()
      .at(-1)
  }
  await eventually(newestOrder, minutes(5)).toMatch(/^ORD-\d+$/)
  const order = (await newestOrder()) ?? ''
  const { body } = await api('GET', `${cluster}/messages?topic=demo_orders&mode=key&key=${order}`)
  const steps = body.items as { tags: string; offsetMsgId: string; uniqKey: string }[]
  expect(steps.map(({ tags }) => tags).sort()).toEqual(['created', 'paid', 'shipped'])
  const judge = readMessagesByKey(await mqadmin(`queryMsgByKey -t demo_orders -k ${order}`))
  expect(steps.map(({ uniqKey }) => uniqKey).sort()).toEqual(judge.map(({ uniqKey }) => uniqKey).sort())

  const statusOf = async (tag: string) => {
    const step = steps.find(({ tags }) => tags === tag)
    const answer = await api('GET', `${cluster}/messages/${step?.offsetMsgId}/consumption?topic=demo_orders`)
    const rows = answer.body.items as { groupName: string; status: string }[]
    return Object.fromEntries(rows.map(({ groupName, status }) => [groupName, status]))
  }
  const consumed = Object.fromEntries([...others, 'demo_points'].map((name) => [name, 'CONSUMED']))
  // A sink that is slow at this hour comes to it later.
  await eventually(() => statusOf('paid'), minutes(10)).toMatchObject({ ...consumed, demo_mail: 'IN_DLQ' })
  for (const tag of ['created', 'shipped'])
    await eventually(() => statusOf(tag), minutes(1)).toMatchObject({ ...consumed, demo_mail: 'FILTERED' })

  const paid = steps.find(({ tags }) => tags === 'paid')
  await page.goto(clusterPage(`/messages/${paid?.offsetMsgId}?topic=demo_orders`))
  const table = page.getByRole('table', { name: 'Consumption' })
  await expect(table.getByRole('row').filter({ hasText: 'demo_mail' })).toContainText('Dead letter')
  await expect(table.getByRole('row').filter({ hasText: 'demo_billing' })).toContainText('Consumed')
})

test('S-2 S-10: a slow sink is behind in its own row alone, it is named, and it comes up again', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const times = () => lagTimes(api, demo.clusterId)
  const all = [...others, 'demo_points']
  await untilOff('slow-sink')
  await eventually(async () => below(await times(), all), minutes(5)).toEqual(all)
  await withFault('slow-sink', async () => {
    const state = async () => (await api('GET', `/api/v1/clusters/${demo.clusterId}/groups/demo_points`)).body.state
    await eventually(state, named).toBe('FALLING_BEHIND')
    const first = (await times()).demo_points ?? 0
    expect(first).toBeGreaterThan(60_000)
    await eventually(async () => (await times()).demo_points, minutes(3)).toBeGreaterThan(first)
    expect(below(await times(), all)).toEqual(others)

    await page.goto(clusterPage('/groups?q=demo_points'))
    await expect(page.getByRole('row', { name: /demo_points/ })).toContainText('Falling behind')
  })
  await untilOff('slow-sink')
  await eventually(async () => below(await times(), all), minutes(10)).toEqual(all)
})

test('S-10: a group whose client is online and receives nothing is stuck, in the list and by its diagnosis', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const group = `/api/v1/clusters/${demo.clusterId}/groups/demo_search`
  const seen = async () => (await api('GET', group)).body
  await withFault('stall-group', async () => {
    await eventually(async () => (await seen()).state, named).toBe('STUCK')
    expect((await seen()).clients.value.total).toBe(1)
    await page.goto(clusterPage('/groups?q=demo_search'))
    await expect(page.getByRole('row', { name: /demo_search(?!_)/ }).first()).toContainText('Stuck')
    const { body } = await api('POST', `${group}/diagnoses`)
    const { lines } = body as { lines: { check: string; verdict: string }[] }
    expect(lines.find(({ check }) => check === 'LAG')).toMatchObject({ verdict: 'BAD' })
  })
  await eventually(async () => (await seen()).state, minutes(10)).toBe('KEEPING_UP')
})
