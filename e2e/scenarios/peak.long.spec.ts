import { readConsumerProgress } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'
import { named, readFault, untilOff, withFault } from './switch-fault.ts'

// Both write to one topic, and how long a backlog takes is measured.
test.describe.configure({ mode: 'default' })

const MINUTE_MS = 60_000
/** What is on its way at 5 messages a second, pulled every 2 s and committed every 5 s. */
const UNDER_WAY = 200
/** mqadmin asked again at once would take the processor from what is measured. */
const intervals = [5_000]

test('S-3 S-10: during a burst it never drains; then the estimate ends within 30 % of the real end', async ({
  api,
  demo,
  page,
  clusterPage,
  mqadmin,
}) => {
  const worker = async () => (await api('GET', `/api/v1/clusters/${demo.clusterId}/groups/demo_worker`)).body
  const lag = async () => Number(readConsumerProgress(await mqadmin('consumerProgress -g demo_worker')).diffTotal)
  const duringBurst = async () => {
    const { drainSeconds } = await worker()
    return { ...drainSeconds, isBurst: (await readFault('burst')).on }
  }
  const never = { isBurst: true, value: null, reason: 'NEVER_DRAINS' }
  await untilOff('burst')
  await eventually(lag, { ...minutes(25), intervals }).toBeLessThan(UNDER_WAY)

  // The next of the schedule would meet what is drained: it is waited for, where it is near.
  const { nextAt } = await readFault('burst')
  const untilNextMs = nextAt === null ? Number.POSITIVE_INFINITY : Date.parse(nextAt) - Date.now()
  let since = Date.now()
  if (untilNextMs < 12 * MINUTE_MS) {
    await eventually(async () => (await readFault('burst')).on, minutes(13)).toBe(true)
    since = Date.now()
    await eventually(duringBurst, named).toMatchObject(never)
  } else {
    await withFault('burst', async () => {
      await eventually(duringBurst, named).toMatchObject(never)
      // As long as one of the schedule is.
      await eventually(lag, { ...minutes(3), intervals }).toBeGreaterThan(50_000)
    })
  }
  const left = { ...named, timeout: since + named.timeout - Date.now() }
  await eventually(async () => (await worker()).state, left).toBe('FALLING_BEHIND')
  await page.goto(clusterPage('/groups?q=demo_worker'))
  await expect(page.getByRole('row', { name: /demo_worker/ })).toContainText('Falling behind')
  await untilOff('burst')

  // Each estimate as it stood in a sample; the real end is told by mqadmin.
  const estimates = new Map<number, number>()
  await expect(async () => {
    const { drainSeconds } = await worker()
    if (drainSeconds.value !== null) {
      const at = Date.parse(drainSeconds.at)
      estimates.set(at, at + drainSeconds.value * 1_000)
    }
    expect(await lag()).toBeLessThan(UNDER_WAY)
  }).toPass({ ...minutes(25), intervals })
  const endedAt = Date.now()
  // In the last minute a step of the committed offsets is a good part of what is left.
  const errors = [...estimates]
    .filter(([at]) => endedAt - at > MINUTE_MS)
    .map(([at, endsAt]) => ({ leftMs: endedAt - at, error: Math.abs(endsAt - endedAt) / (endedAt - at) }))
  expect(errors.length).toBeGreaterThan(5)
  expect(errors.filter(({ error }) => error > 0.3)).toEqual([])
})

test('S-10: a queue that is filled alone is marked hot, in the progress and by the diagnosis', async ({
  api,
  demo,
  page,
  clusterPage,
}) => {
  const group = `/api/v1/clusters/${demo.clusterId}/groups/demo_worker`
  const hot = async () => {
    const { body } = await api('GET', `${group}/progress`)
    const rows = body.items as { brokerName: string; queueId: number; isHot: boolean }[]
    return rows.filter(({ isHot }) => isHot).map(({ brokerName, queueId }) => `${brokerName} ${queueId}`)
  }
  await withFault('fill-queue', async () => {
    await eventually(hot, named).toEqual(['broker-a 0'])
    const { body } = await api('POST', `${group}/diagnoses`)
    const { lines } = body as { lines: { cause: string; evidence: { subject: string }[] }[] }
    const line = lines.find(({ cause }) => cause === 'HOT_QUEUE')
    expect(line?.evidence.map(({ subject }) => subject)).toEqual(['demo_peak broker-a 0'])
    await page.goto(clusterPage('/groups/demo_worker?tab=progress'))
    await expect(page.getByLabel(/^Hot queue/).first()).toBeVisible()
  })
})
