import { readConsumerProgress, readMessagesByKey } from '#dev/rocketmq/mqadmin-output.ts'
import { expect, test } from '#e2e/fixtures.ts'
import { eventually, minutes } from './eventually.ts'

const steps = ['created', 'paid', 'packed', 'shipped', 'delivered']

interface Step {
  brokerName: string
  queueId: number
  queueOffset: string
  uniqKey: string
  tags: string
  keys: string[]
}

test('S-6: the steps of one order lie in one queue, with rising offsets', async ({
  api,
  demo,
  page,
  clusterPage,
  mqadmin,
}) => {
  const messages = `/api/v1/clusters/${demo.clusterId}/messages?topic=demo_order_flow`
  const lastStep = async (): Promise<Step | undefined> => {
    const { body } = await api('GET', `${messages}&mode=newest&n=200`)
    return (body.items as Step[]).find(({ tags }) => tags === steps.at(-1))
  }
  await eventually(lastStep, minutes(5)).toMatchObject({ tags: steps.at(-1) })
  const order = (await lastStep())?.keys[0] ?? ''
  const found = async (): Promise<Step[]> => (await api('GET', `${messages}&mode=key&key=${order}`)).body.items
  await eventually(async () => (await found()).map(({ tags }) => tags).sort(), minutes(1)).toEqual([...steps].sort())
  const byOffset = (await found()).sort((a, b) => Number(BigInt(a.queueOffset) - BigInt(b.queueOffset)))
  expect(byOffset.map(({ tags }) => tags)).toEqual(steps)
  expect(new Set(byOffset.map(({ brokerName, queueId }) => `${brokerName} ${queueId}`)).size).toBe(1)
  const judge = readMessagesByKey(await mqadmin(`queryMsgByKey -t demo_order_flow -k ${order}`))
  const places = judge.map(({ uniqKey, queueId, queueOffset }) => `${uniqKey} ${queueId} ${queueOffset}`)
  expect(byOffset.map(({ uniqKey, queueId, queueOffset }) => `${uniqKey} ${queueId} ${queueOffset}`).sort()).toEqual(
    places.sort(),
  )
  await page.goto(clusterPage(`/messages?topic=demo_order_flow&mode=key&key=${order}`))
  const rows = page.getByRole('grid', { name: 'Messages found' }).getByRole('row').filter({ hasText: order })
  await expect(rows).toHaveCount(steps.length)
})

test('S-6: an order that fails blocks its queue, which shows whose it is and what stands at its head', async ({
  api,
  demo,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  interface Queue {
    topicName: string
    brokerName: string
    queueId: number
    consumerOffset: string
    lagTimeMs: number | null
    ownerClientId: string | null
  }
  const clientIds = async () => {
    const { body } = await api('GET', `${cluster}/clients?group=demo_flow&kind=CONSUMER`)
    return (body.items as { clientId: string }[]).map(({ clientId }) => clientId)
  }
  await eventually(async () => (await clientIds()).length, minutes(5)).toBe(1)
  const [ownerClientId] = await clientIds()
  // Every 500th order is tried four times, with 5 s between: one in some four minutes.
  const blocked = async () => {
    const { body } = await api('GET', `${cluster}/groups/demo_flow/progress`)
    const queues = (body.items as Queue[]).filter(({ topicName }) => topicName === 'demo_order_flow')
    const [worst] = queues.sort((a, b) => (b.lagTimeMs ?? 0) - (a.lagTimeMs ?? 0))
    if (!worst || (worst.lagTimeMs ?? 0) < 8_000) return null
    const at = `broker=${worst.brokerName}&queueId=${worst.queueId}&offset=${worst.consumerOffset}&n=1&order=oldest`
    const head = await api('GET', `${cluster}/messages?topic=demo_order_flow&mode=position&${at}`)
    const [step] = head.body.items as Step[]
    const number = Number(step?.keys[0]?.replace('FLOW-', ''))
    return { ownerClientId: worst.ownerClientId, tags: step?.tags, isEvery500th: number % 500 === 0 }
  }
  await eventually(blocked, { timeout: 10 * 60_000, intervals: [1_000] }).toEqual({
    ownerClientId,
    tags: 'packed',
    isEvery500th: true,
  })
})

test('S-6: a bad message is skipped: one queue moves by one, and what was before is kept', async ({
  api,
  demo,
  uniqueName,
  mqadmin,
}) => {
  const cluster = `/api/v1/clusters/${demo.clusterId}`
  const groupName = uniqueName('e2e_skip')
  const group = `${cluster}/groups/${groupName}`
  const created = await api('POST', `${cluster}/groups`, {
    body: { groupName, isOrdered: true, deletionProtection: false },
  })
  expect(created.status, JSON.stringify(created.body)).toBe(201)
  // mqadmin finds the brokers of a group by its retry topic.
  await mqadmin(`updateTopic -c DefaultCluster -t %RETRY%${groupName} -r 1 -w 1`)
  try {
    const scope = { topicNames: ['demo_order_flow'] }
    const preview = async (body: object) => {
      const answer = await api('POST', `${group}/offsets/preview`, { body })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      return answer.body
    }
    const apply = async (previewId: string) => {
      const answer = await api('POST', `${group}/offsets/reset`, { body: { previewId, reason: 'S-6' } })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      return answer.body
    }
    const offsets = async () => {
      const { queues } = readConsumerProgress(await mqadmin(`consumerProgress -g ${groupName}`))
      const own = queues.filter(({ topicName }) => topicName === 'demo_order_flow')
      return Object.fromEntries(own.map((queue) => [`${queue.brokerName} ${queue.queueId}`, queue.consumerOffset]))
    }
    await apply((await preview({ scope, target: { kind: 'LATEST' } })).previewId)
    await eventually(async () => Object.keys(await offsets()).length, minutes(2)).toBe(8)
    const before = await offsets()

    const queue = { topicName: 'demo_order_flow', brokerName: 'broker-b', queueId: 1 }
    const skip = { scope: { queues: [queue] }, target: { kind: 'SHIFT', by: '1' } }
    await eventually(async () => (await preview(skip)).totals, minutes(2)).toEqual({
      queues: 1,
      skips: '1',
      repeats: '0',
    })
    const done = await apply((await preview(skip)).previewId)
    const at = before['broker-b 1'] ?? 0n
    expect(done.queues).toMatchObject([
      { ...queue, currentOffset: String(at), targetOffset: String(at + 1n), outcome: 'APPLIED' },
    ])
    expect(await offsets()).toEqual({ ...before, 'broker-b 1': at + 1n })

    const { body } = await api('GET', `${group}/offset-snapshots`)
    const kept = body.items.find(({ snapshotId }: { snapshotId: string }) => snapshotId === done.snapshotId)
    expect(kept).toMatchObject({ why: 'RESET', groupName })
    expect(kept.offsets).toContainEqual({ ...queue, consumerOffset: String(at) })
    const back = await api('POST', `${group}/offset-snapshots/${done.snapshotId}/preview`)
    expect(back.body.totals).toEqual({ queues: 1, skips: '0', repeats: '1' })
    await apply(back.body.previewId)
    expect(await offsets()).toEqual(before)
  } finally {
    await api('DELETE', `${group}?confirm=${groupName}&force=true`)
  }
})
