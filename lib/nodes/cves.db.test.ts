import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { checkNodes } from './check-nodes.ts'
import { getBroker } from './get-broker.ts'
import { getHealth } from './get-health.ts'
import { listCves } from './list-cves.ts'
import { muteCve, unmuteCve } from './mute-cve.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const cve = 'CVE-2023-33246'

async function registered(version: string) {
  const fake = await startFakeCluster({
    brokers: 1,
    runtime: { brokerVersionDesc: `V${version.replaceAll('.', '_')}` },
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const check = async () => {
    await checkNodes(ctx, { clusterId, now: new Date() })
    const { health, healthReasons } = await getHealth(ctx, { clusterId })
    return { health, reasons: healthReasons.map(({ code, params }) => [code, params.ids]) }
  }
  const broker = () => getBroker(ctx, { clusterId, brokerName: 'broker-a', brokerId: 0 })
  return { clusterId, check, broker }
}

describe('known weaknesses', () => {
  it('C-18: a 5.1.0 broker has CVE-2023-33246, fixed in 5.1.1, and is a warning', async () => {
    const { clusterId, check, broker } = await registered('5.1.0')
    expect(await check()).toEqual({
      health: 'WARNING',
      reasons: [['KNOWN_CVE', 'CVE-2023-33246, CVE-2024-23321']],
    })
    expect((await listCves(ctx, { clusterId })).items[0]).toMatchObject({
      id: cve,
      component: 'broker',
      fixedIn: ['4.9.6', '5.1.1'],
      nodes: [{ brokerName: 'broker-a', brokerId: 0, version: '5.1.0' }],
      muted: null,
    })
    expect(await broker()).toMatchObject({ cves: [cve, 'CVE-2024-23321'], mutedCves: [] })
  })

  it('C-18: a current broker has none', async () => {
    const { clusterId, check, broker } = await registered('5.5.0')
    expect(await check()).toEqual({ health: 'HEALTHY', reasons: [] })
    expect(await listCves(ctx, { clusterId })).toEqual({ items: [] })
    expect(await broker()).toMatchObject({ cves: [], mutedCves: [] })
  })

  it('C-18: muted it warns no longer, in this cluster only, and stays listed with who and why', async () => {
    const { clusterId, check, broker } = await registered('5.1.0')
    const other = await registered('5.1.0')
    const admin = await (await makePerson('admin')).context()
    const muted = { reason: 'behind a firewall', by: admin.actor.name, at: expect.any(Date) }
    expect(await muteCve(admin, { clusterId, cve, reason: 'behind a firewall' })).toMatchObject({ id: cve, muted })
    expect((await check()).reasons).toEqual([['KNOWN_CVE', 'CVE-2024-23321']])
    expect((await other.check()).reasons).toEqual([['KNOWN_CVE', 'CVE-2023-33246, CVE-2024-23321']])
    expect((await listCves(ctx, { clusterId })).items[0]).toMatchObject({ id: cve, muted })
    expect(await broker()).toMatchObject({ cves: ['CVE-2024-23321'], mutedCves: [cve] })
    await muteCve(admin, { clusterId, cve: 'CVE-2024-23321', reason: 'no ordinary accounts' })
    expect(await check()).toEqual({ health: 'HEALTHY', reasons: [] })

    expect(await unmuteCve(admin, { clusterId, cve })).toMatchObject({ muted: null })
    expect(await check()).toEqual({ health: 'WARNING', reasons: [['KNOWN_CVE', cve]] })
  })

  it('leaves audit rows with the reason', async () => {
    const { clusterId } = await registered('5.1.0')
    const admin = await (await makePerson('admin')).context()
    await muteCve(admin, { clusterId, cve, reason: 'behind a firewall' })
    await unmuteCve(admin, { clusterId, cve })
    const rows = await db().auditEvent.findMany({
      where: { clusterId, action: { startsWith: 'cve.' } },
      include: { outcome: true },
      orderBy: { sequence: 'asc' },
    })
    expect(rows.map(({ action, outcome }) => [action, outcome?.outcome])).toEqual([
      ['cve.mute', 'SUCCESS'],
      ['cve.unmute', 'SUCCESS'],
    ])
    expect(JSON.stringify(rows[0]?.request)).toContain('behind a firewall')
    expect(JSON.stringify(rows[1]?.outcome?.before)).toContain('behind a firewall')
  })

  it('refuses an operator, and a weakness that nobody knows', async () => {
    const { clusterId } = await registered('5.1.0')
    const operator = await (await makePerson('operator')).context()
    await expect(muteCve(operator, { clusterId, cve, reason: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(unmuteCve(operator, { clusterId, cve })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(muteCve(ctx, { clusterId, cve: 'CVE-1', reason: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
