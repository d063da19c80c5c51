import { readConsumerProgress, readMessage } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'

const MINUTE_MS = 60_000

interface Queue {
  brokerName: string
  queueId: number
  isHot: boolean
  earliestMessageAt?: string
}
interface Planned {
  brokerName: string
  queueId: number
  minOffset: string
  maxOffset: string
  currentOffset: string
  targetOffset: string
}

test('S-8: the queue of the hot row is marked, and no other', async ({ api, demo, page, clusterPage }) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const hot = async () => {
    const { body } = await api('GET', `${cluster}/topics/demo_binlog/queues`)
    return (body.items as Queue[]).filter(({ isHot }) => isHot)
  }
  await eventually(async () => (await hot()).length, minutes(5)).toBe(1)
  const [queue] = await hot()
  const { body } = await api('GET', `${cluster}/messages?topic=demo_binlog&mode=key&key=stock:1`)
  const places = (body.items as Queue[]).map(({ brokerName, queueId }) => `${brokerName} ${queueId}`)
  expect([...new Set(places)]).toEqual([`${queue?.brokerName} ${queue?.queueId}`])
  await page.goto(clusterPage('/topics/demo_binlog?tab=queues'))
  await expect(page.getByLabel('Hot: more than twice the mean')).toHaveCount(1)
})

test('S-8: a store that is rewound by 10 minutes gets as many changes again as the preview said, within 1 %', async ({
  api,
  demo,
  mqadmin,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const reset = `${cluster}/groups/demo_warehouse/offsets`
  const oldest = async () => {
    const { body } = await api('GET', `${cluster}/topics/demo_binlog/queues?earliest=true`)
    return Math.max(...(body.items as Queue[]).map(({ earliestMessageAt }) => Date.parse(earliestMessageAt ?? '')))
  }
  // A topic that is younger would be replayed whole.
  await eventually(async () => Date.now() - (await oldest()), minutes(15)).toBeGreaterThan(10.5 * MINUTE_MS)
  const committed = async () => {
    const { queues } = readConsumerProgress(await mqadmin('consumerProgress -g demo_warehouse'))
    const own = queues.filter(({ topicName }) => topicName === 'demo_binlog')
    expect(own).toHaveLength(8)
    return own
  }
  const sum = (offsets: readonly bigint[]) => Number(offsets.reduce((all, offset) => all + offset, 0n))
  const place = ({ brokerName, queueId }: { brokerName: string; queueId: number }) => `${brokerName} ${queueId}`

  const at = new Date(Date.now() - 10 * MINUTE_MS)
  const before = await committed()
  const preview = await api('POST', `${reset}/preview`, {
    body: { scope: { topicNames: ['demo_binlog'] }, target: { kind: 'TIME', at: at.toISOString() } },
  })
  const after = await committed()
  expect(preview.status, JSON.stringify(preview.body)).toBe(200)
  const planned = preview.body.queues as Planned[]
  expect(planned).toHaveLength(8)
  const predicted = Number(preview.body.totals.repeats)

  // What the group had consumed since, before the question and after it: it went on meanwhile.
  const targets = new Map(planned.map((queue) => [place(queue), BigInt(queue.targetOffset)]))
  const since = (offsets: typeof before) =>
    sum(offsets.map((queue) => queue.consumerOffset - (targets.get(place(queue)) ?? 0n)))
  expect(predicted).toBeGreaterThan(0.99 * since(before))
  expect(predicted).toBeLessThan(1.01 * since(after))

  const done = await api('POST', `${reset}/reset`, { body: { previewId: preview.body.previewId, reason: 'S-8' } })
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  const replayed = (done.body.queues as Planned[]).map(
    (queue) => BigInt(queue.currentOffset) - BigInt(queue.targetOffset),
  )
  expect(Math.abs(sum(replayed) - predicted)).toBeLessThan(0.01 * predicted)
  // The judge finds the first message of these 10 minutes at the target of each queue, and an older one before it.
  for (const queue of planned) {
    const target = BigInt(queue.targetOffset)
    const stored = async (offset: bigint) => {
      const text = await mqadmin(
        `queryMsgByOffset -t demo_binlog -b ${queue.brokerName} -i ${queue.queueId} -o ${offset}`,
      )
      return readMessage(text)?.storeTimestamp?.getTime() ?? Number.NaN
    }
    expect(await stored(target), place(queue)).toBeGreaterThanOrEqual(at.getTime())
    expect(await stored(target - 1n), place(queue)).toBeLessThan(at.getTime())
  }
  const { resetId } = done.body
  const outcomes = async () => {
    const { body } = await api('GET', `${reset}/resets/${resetId}`)
    return [...new Set((body.queues as { outcome: string }[]).map(({ outcome }) => outcome))]
  }
  await eventually(outcomes, minutes(3)).toEqual(['APPLIED'])
  // And it comes up again.
  const state = async () => (await api('GET', `${cluster}/groups/demo_warehouse`)).body.state
  await eventually(state, minutes(20)).toBe('KEEPING_UP')
})
