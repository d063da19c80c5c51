import { describe, expect, it } from 'vitest'
import { audited } from '#lib/audit/audited.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { listChartEvents } from './list-chart-events.ts'

useDatabase()

const ctx = workerContext(new AbortController().signal)
const HOUR_MS = 3_600_000

async function changed() {
  const { clusterId } = await registerCluster()
  const write = (action: string, kind: string, name: string) =>
    audited(ctx, { action, clusterId, target: { kind, name } }, async () => {})
  await write('offset.reset', 'group', 'late')
  await write('offset.preview', 'group', 'late')
  await write('group.update', 'group', 'other')
  await write('topic.update', 'topic', 'orders')
  await write('broker.config-update', 'node', 'broker-a')
  const range = () => ({ clusterId, from: new Date(Date.now() - HOUR_MS), to: new Date(Date.now() + 1000) })
  return { clusterId, range }
}

describe('listChartEvents', () => {
  it('tells the changes of one object, and neither what others had nor what changed nothing', async () => {
    const { range } = await changed()
    const { items, isCapped } = await listChartEvents(ctx, { ...range(), group: 'late' })
    expect(items).toMatchObject([{ kind: 'AUDIT', action: 'offset.reset', target: 'late', outcome: 'SUCCESS' }])
    expect(isCapped).toBe(false)
  })

  it('a board of the cluster shows what was done to it and its nodes', async () => {
    const { range } = await changed()
    const { items } = await listChartEvents(ctx, range())
    expect(items.map(({ action }) => action)).toEqual(['cluster.create', 'broker.config-update'])
  })

  it('a group on one topic has the changes of both', async () => {
    const { range } = await changed()
    const { items } = await listChartEvents(ctx, { ...range(), group: 'late', topic: 'orders' })
    expect(items.map(({ action }) => action)).toEqual(['offset.reset', 'topic.update'])
  })

  it('a broker that started is an event at the time that it tells itself', async () => {
    const { clusterId, range } = await changed()
    const bootAt = new Date(Date.now() - 60_000)
    await db().clusterNode.create({
      data: {
        clusterId,
        kind: 'broker',
        address: '10.0.0.1:10911',
        announcedAddress: '10.0.0.1:10911',
        brokerName: 'broker-b',
        brokerId: 0,
        isUp: true,
        facts: { bootAt: bootAt.toISOString() },
      },
    })
    const { items } = await listChartEvents(ctx, { ...range(), broker: 'broker-b' })
    expect(items).toMatchObject([{ kind: 'RESTART', target: 'broker-b:0', at: bootAt }])
    expect((await listChartEvents(ctx, { ...range(), group: 'late' })).items).toHaveLength(1)
  })

  it('what lies outside the time is left out, and a range that makes no chart is refused', async () => {
    const { range } = await changed()
    const { clusterId } = range()
    const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')]
    expect((await listChartEvents(ctx, { clusterId, from, to, group: 'late' })).items).toEqual([])
    await expect(listChartEvents(ctx, { clusterId, from: to, to: from })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    const far = new Date('2026-06-01T00:00:00Z')
    await expect(listChartEvents(ctx, { clusterId, from, to: far })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('refuses whoever may not see the cluster', async () => {
    const { range } = await changed()
    const stranger = await makePerson('viewer', {
      scope: { clusters: { clusterIds: [(await registerCluster()).clusterId] } },
    })
    await expect(listChartEvents(await stranger.context(), { ...range(), group: 'late' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
