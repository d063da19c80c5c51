import net from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { httpAnswer } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import type { ClusterInput, TestStep } from './schema.ts'
import { testCluster, testNewCluster } from './test-cluster.ts'
import { clusterInput, registerCluster } from './testing/register.ts'

useDatabase()

const worker = () => workerContext(new AbortController().signal)

async function fake(options: FakeClusterOptions = {}) {
  const cluster = await startFakeCluster({ systemTopics: ['RMQ_SYS_TRACE_TOPIC'], ...options })
  onTestFinished(() => cluster.stop())
  return cluster
}

const test = (parts: Partial<ClusterInput>) => testNewCluster(worker(), clusterInput(parts))
const stepsOf = (steps: readonly TestStep[], name: TestStep['step']) => steps.filter(({ step }) => step === name)

/** A port on which nobody listens, for it was just given back. */
async function deadAddress(): Promise<string> {
  const broker = await FakeBroker.start()
  const { address } = broker
  await broker.stop()
  return address
}

describe('what works', () => {
  it('C-1: says step by step what answers, with versions and clock', async () => {
    const proxy = net.createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void proxy.close())
    await new Promise((resolve) => proxy.once('listening', resolve))
    const { port } = proxy.address() as net.AddressInfo // it listens on TCP
    const address = `127.0.0.1:${port}`
    const bootMs = Date.now() - 3_661_000
    const runtime = { bootTimestamp: `${bootMs}`, runtime: '[ 0 days, 1 hours, 1 minutes, 1 seconds ]' }
    const cluster = await fake({ brokers: 2, slaves: true, runtime })
    const { ok, steps, clusterNames } = await test({
      nameServers: cluster.nameServers,
      proxies: [{ name: 'p', grpc: address, remoting: address }],
    })
    expect(steps.filter(({ outcome }) => outcome !== 'OK')).toEqual([])
    expect({ ok, clusterNames }).toEqual({ ok: true, clusterNames: ['DefaultCluster'] })
    expect(stepsOf(steps, 'broker').map(({ target }) => target)).toEqual([
      cluster.broker('broker-a').address,
      cluster.broker('broker-b').address,
    ])
    expect(stepsOf(steps, 'broker')[0]?.facts).toMatchObject({ version: '5.5.0', aclKind: 'none' })
    expect(stepsOf(steps, 'slave')).toHaveLength(2)
    expect(stepsOf(steps, 'clock')[0]?.facts?.clockDifferenceSec).toBeLessThan(5)
  })

  it('says that a clock is off', async () => {
    const runtime = { bootTimestamp: `${Date.now() - 600_000}`, runtime: '[ 0 days, 0 hours, 0 minutes, 1 seconds ]' }
    const cluster = await fake({ runtime })
    const { ok, steps } = await test({ nameServers: cluster.nameServers })
    expect(ok).toBe(false)
    expect(stepsOf(steps, 'clock')[0]).toMatchObject({ outcome: 'FAILED' })
  })
})

describe('what does not work', () => {
  it('C-1: a wrong port, a web server and a silent port each have their own reason, and stop no other step', async () => {
    const cluster = await fake()
    const web = await FakeBroker.start()
    const silent = await FakeBroker.start()
    onTestFinished(() => Promise.all([web.stop(), silent.stop()]).then(() => {}))
    web.onAll(httpAnswer)
    silent.pause()
    const dead = await deadAddress()
    const broker = cluster.broker('broker-a').address
    const startedAt = performance.now()
    const { ok, steps } = await test({
      nameServers: [...cluster.nameServers, dead, web.address, silent.address, broker],
      controllers: [dead],
    })
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    const [good, refused, http, quiet, other] = stepsOf(steps, 'nameServer')
    expect(ok).toBe(false)
    expect(good).toMatchObject({ outcome: 'OK' })
    expect(refused).toMatchObject({ outcome: 'FAILED', error: { code: 'CLUSTER_UNREACHABLE' } })
    expect(refused?.detail).toContain('connection refused')
    expect(http?.detail).toContain('a web server answers here, not RocketMQ')
    expect(quiet).toMatchObject({ outcome: 'FAILED', error: { code: 'CLUSTER_TIMEOUT' } })
    expect(other?.detail).toContain('not a name server')
    expect(stepsOf(steps, 'broker')[0]).toMatchObject({ outcome: 'OK' })
    expect(stepsOf(steps, 'controller')[0]).toMatchObject({ outcome: 'FAILED' })
    expect(stepsOf(steps, 'clusterInfo')[0]).toMatchObject({ outcome: 'OK' })
  })

  it('C-6: wrong, missing and right credentials are told apart, with the remark of the broker', async () => {
    const credentials = { accessKey: 'admin', secretKey: 'right-secret' }
    const cluster = await fake({ credentials })
    const broker = async (given?: ClusterInput['credentials']) => {
      const { steps } = await test({ nameServers: cluster.nameServers, credentials: given })
      return stepsOf(steps, 'broker')[0]
    }
    expect(await broker(credentials)).toMatchObject({
      outcome: 'OK',
      facts: { aclKind: 'acl2', isCredentialAccepted: true },
    })
    expect(await broker({ ...credentials, secretKey: 'wrong' })).toMatchObject({
      outcome: 'FAILED',
      error: {
        code: 'CLUSTER_REJECTED',
        broker: { responseCodeName: 'NO_PERMISSION', remark: 'check signature failed.' },
      },
      facts: { isCredentialAccepted: false },
    })
    const missing = await broker()
    expect(missing?.error?.broker?.remark).toBe('username cannot be null.')
    expect(missing?.detail).toContain('denied access')
  })

  it('C-7: TLS works with its CA, and a mismatch of either kind is named', async () => {
    const cluster = await fake({ tls: true })
    const plain = await fake()
    const nameServer = async (nameServers: string[], tls?: ClusterInput['tls']) => {
      const { steps } = await test({ nameServers, tls })
      return stepsOf(steps, 'nameServer')[0]
    }
    expect(await nameServer(cluster.nameServers, { isEnabled: true, ca: FakeBroker.certificate })).toMatchObject({
      outcome: 'OK',
    })
    expect(await nameServer(cluster.nameServers, { isEnabled: true, verify: false })).toMatchObject({ outcome: 'OK' })
    expect((await nameServer(cluster.nameServers, { isEnabled: true }))?.detail).toMatch(/TLS: .*self.signed/i)
    expect(await nameServer(cluster.nameServers)).toMatchObject({ outcome: 'FAILED' })
    expect((await nameServer(plain.nameServers, { isEnabled: true }))?.detail).toMatch(/TLS/)
  })

  it('C-7: with the VIP option brokers are asked at port − 2, and only then', async () => {
    const cluster = await fake()
    const { address } = cluster.broker('broker-a')
    const { steps } = await test({ nameServers: cluster.nameServers, useVipChannel: true })
    const vip = Number(address.split(':')[1]) - 2
    expect(stepsOf(steps, 'broker')[0]?.detail).toContain(`127.0.0.1:${vip}`)
    expect(cluster.broker('broker-a').server.requests).toHaveLength(0)
  })

  it('names chosen RocketMQ clusters that are not there', async () => {
    const cluster = await fake()
    const { steps } = await test({ nameServers: cluster.nameServers, clusterNames: ['Other'] })
    expect(stepsOf(steps, 'clusterInfo')[0]?.detail).toContain('not Other')
  })
})

describe('rights', () => {
  it('X-19: who may not register a cluster opens no socket', async () => {
    const listener = await FakeBroker.start()
    onTestFinished(() => listener.stop())
    for (const set of ['viewer', 'operator'] as const) {
      const ctx = await (await makePerson(set)).context()
      const attempt = testNewCluster(ctx, clusterInput({ nameServers: [listener.address] }))
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN', facts: { permission: 'cluster:register' } })
    }
    expect(listener.connectionCount).toBe(0)
  })
})

describe('a registered cluster', () => {
  it('is tested with its stored secret, and with a change before that is saved', async () => {
    const credentials = { accessKey: 'admin', secretKey: 'right-secret' }
    const [cluster, other] = [await fake({ credentials }), await fake({ brokers: 2 })]
    const { clusterId } = await registerCluster({ nameServers: cluster.nameServers, credentials })
    const stored = await testCluster(worker(), { clusterId })
    expect(stepsOf(stored.steps, 'broker')[0]).toMatchObject({ outcome: 'OK', facts: { isCredentialAccepted: true } })
    const patch = { nameServers: other.nameServers, credentials: null }
    const changed = await testCluster(worker(), { clusterId, patch })
    expect(stepsOf(changed.steps, 'broker')).toHaveLength(2)
    expect(cluster.nameServer.countOf(RequestCode.GET_BROKER_CLUSTER_INFO)).toBe(1)
  })
})
