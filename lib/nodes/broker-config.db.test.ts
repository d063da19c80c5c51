import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Impact } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { refuse, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'
import { getBrokerConfig } from './get-broker-config.ts'
import { previewBrokerConfig } from './preview-broker-config.ts'
import type { ConfigTargets } from './schema.ts'
import { setWritePermission } from './set-write-permission.ts'
import { updateBrokerConfig } from './update-broker-config.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const UPDATE = RequestCode.UPDATE_BROKER_CONFIG
const config = { fileReservedTime: '72', brokerPermission: '6', slaveReadEnable: 'false', brokerPassword: 'hidden' }

async function registered(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({ brokers: 2, config, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500 })
  await checkNodes(ctx, { clusterId, now: new Date() })
  const broker = { clusterId, brokerName: 'broker-a', brokerId: 0 }
  const change = (changes: Record<string, string>, targets: ConfigTargets = 'MASTERS', confirm = 'broker-a') =>
    updateBrokerConfig(ctx, { ...broker, changes, targets, confirm })
  const settingOf = async (key: string, brokerName = 'broker-a') =>
    (await getBrokerConfig(ctx, { ...broker, brokerName })).items.find((item) => item.key === key)?.value
  const writes = () => fake.brokers.map(({ server }) => server.countOf(UPDATE))
  return { fake, clusterId, broker, change, settingOf, writes }
}

describe('settings of brokers', () => {
  it('C-13: are previewed, written to both masters, read again, and taken back', async () => {
    const { broker, clusterId, change, settingOf, writes } = await registered()
    const preview = await previewBrokerConfig(ctx, {
      ...broker,
      changes: { fileReservedTime: '48' },
      targets: 'MASTERS',
    })
    expect(preview.items).toMatchObject([
      { brokerName: 'broker-a', key: 'fileReservedTime', before: '72', after: '48', needsRestart: false },
      { brokerName: 'broker-b', key: 'fileReservedTime', before: '72', after: '48', needsRestart: false },
    ])
    expect(preview.command).toContain('-k fileReservedTime -v 48')
    expect(writes()).toEqual([0, 0])

    const changed = await change({ fileReservedTime: '48' })
    expect(changed.items.map(({ brokerName, before, now, outcome }) => [brokerName, before, now, outcome])).toEqual([
      ['broker-a', '72', '48', 'APPLIED'],
      ['broker-b', '72', '48', 'APPLIED'],
    ])
    expect([await settingOf('fileReservedTime'), await settingOf('fileReservedTime', 'broker-b')]).toEqual(['48', '48'])
    await change({ fileReservedTime: '72' })
    expect(await settingOf('fileReservedTime')).toBe('72')

    const rows = await db().auditEvent.findMany({
      where: { clusterId, action: 'broker.config-update' },
      include: { outcome: true },
      orderBy: { sequence: 'asc' },
    })
    expect(rows.map(({ outcome }) => outcome?.outcome)).toEqual(['SUCCESS', 'SUCCESS'])
    expect(JSON.stringify(rows[0]?.outcome?.before)).toContain('"72"')
    expect(JSON.stringify(rows[0]?.outcome?.after)).toContain('"48"')
  })

  it('C-13: what somebody else changed since the preview is not written over', async () => {
    const { broker, change, settingOf, writes } = await registered()
    const wanted = { changes: { fileReservedTime: '48' }, targets: 'MASTERS' as const }
    const { revision } = await previewBrokerConfig(ctx, { ...broker, ...wanted })
    await change({ fileReservedTime: '24' }, 'BROKER')
    const before = writes()
    await expect(
      updateBrokerConfig(ctx, { ...broker, ...wanted, confirm: 'broker-a', revision }),
    ).rejects.toMatchObject({
      code: 'PREVIEW_STALE',
    })
    expect(writes()).toEqual(before)
    expect(await settingOf('fileReservedTime')).toBe('24')
    const shown = await previewBrokerConfig(ctx, { ...broker, ...wanted })
    const { failed } = await updateBrokerConfig(ctx, {
      ...{ ...broker, ...wanted, confirm: 'broker-a', revision: shown.revision },
    })
    expect(failed).toEqual([])
  })

  it('C-13: of a place, a secret or an unknown name are refused, and nothing is written', async () => {
    const { change, writes } = await registered()
    const refused: Record<string, string>[] = [
      { rocketmqHome: '/tmp' },
      { nosuchkey: '1' },
      { brokerPassword: 'x' },
      { fileReservedTime: '0' },
    ]
    for (const changes of refused) {
      const [key = ''] = Object.keys(changes)
      await expect(change(changes)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        facts: { fields: [{ path: `body.changes.${key}` }] },
      })
    }
    await expect(change({ slaveReadEnable: 'true' }, 'BROKER', 'broker-b')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    expect(writes()).toEqual([0, 0])
  })

  it('that a broker does not know are IGNORED, though it says that it is done', async () => {
    const { change } = await registered()
    expect((await change({ timerMaxDelaySec: '60' }, 'BROKER')).items).toMatchObject([
      { before: null, wanted: '60', now: null, outcome: 'IGNORED' },
    ])
  })

  it('tell refused and unknown apart, broker by broker, and write once', async () => {
    const { fake, change, writes } = await registered({ brokers: 3 })
    fake.broker('broker-b').server.on(UPDATE, refuse(16, 'no permission'))
    fake.broker('broker-c').server.on(UPDATE, silence)
    const { done, failed, unknown, items } = await change({ slaveReadEnable: 'true' })
    expect([done.length, failed.length, unknown.length]).toEqual([1, 1, 1])
    expect(failed[0]?.error.broker).toMatchObject({ responseCode: 16, remark: 'no permission' })
    expect(items.map(({ outcome }) => outcome)).toEqual(['APPLIED', 'REFUSED', 'UNKNOWN'])
    expect(writes()).toEqual([1, 1, 1])
  })

  it('can be changed where they say so, with their rule', async () => {
    const { broker } = await registered()
    const { items } = await getBrokerConfig(ctx, broker)
    expect(items.find(({ key }) => key === 'fileReservedTime')).toMatchObject({
      isEditable: true,
      rule: { type: 'int' },
    })
    expect(items.find(({ key }) => key === 'brokerPassword')).toMatchObject({ isEditable: false, value: null })
  })
})

describe('draining a broker', () => {
  it('C-15: takes its write permission by its own setting, and gives it back', async () => {
    const { clusterId, fake, settingOf } = await registered({ topics: ['orders'] })
    fake.broker('broker-a').store.putTopic('only_here')
    const drain = (write: boolean, rest: object = { confirm: 'broker-a' }) =>
      setWritePermission(ctx, { clusterId, brokerName: 'broker-a', write, method: 'brokerConfig', ...rest })
    const impact = (await drain(false, { dryRun: true })) as Impact
    expect(impact.effects).toMatchObject([
      { kind: 'topics', count: 2n },
      { kind: 'onlyHere', count: 1n, detail: 'only_here' },
    ])
    await expect(drain(false, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(await settingOf('brokerPermission')).toBe('6')
    await drain(false)
    expect(await settingOf('brokerPermission')).toBe('4')
    await drain(true)
    expect(await settingOf('brokerPermission')).toBe('6')
  })
})
