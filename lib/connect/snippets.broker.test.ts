import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { ensureGrpcClientJars } from '#dev/rocketmq/ensure-jars.ts'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readConsumerConnection } from '#dev/rocketmq/mqadmin-clients.ts'
import { runSnippet } from '#dev/rocketmq/run-snippet.ts'
import { getRunningInfo } from '#lib/clients/get-running-info.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createGroup } from '#lib/groups/create-group.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import { getConnect } from './get-connect.ts'
import { getScenario } from './get-scenario.ts'
import { getSnippet } from './get-snippet.ts'
import type { SnippetLanguage, SnippetWhat } from './schema.ts'

useDatabase()
const lab = inject('lab')['5.5.0']
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
let clusterId = ''
let grpcJars = ''
beforeAll(async () => {
  clusterId = (await registerLab(lab)).clusterId
  grpcJars = await ensureGrpcClientJars()
})
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

/** Waits until its only consumer reads every queue of its topic: of a group that begins, it misses what is sent before. */
const readsItsQueues = (name: string) =>
  vi.waitFor(
    async () => {
      const group = `${name}_g`
      const [consumer] = readConsumerConnection(await mqadmin(lab, `consumerConnection -g ${group}`))
      const { queues } = await getRunningInfo(ctx, { clusterId, clientId: consumer?.clientId ?? '', group })
      expect(queues.filter(({ topicName }) => topicName === name)).toHaveLength(4)
    },
    { timeout: 240_000, interval: 1_000 },
  )

const languages = ['JAVA_REMOTING', 'JAVA_GRPC', 'NODEJS'] as const
const steps = ['received created', 'received paid', 'received shipped']

describe.each(languages)('the snippets of %s', (language) => {
  const receiver = language === 'JAVA_REMOTING' ? 'PUSH' : 'SIMPLE'
  it.each([
    ['SEND_NORMAL', 'NORMAL', 'PUSH', ['received hello']],
    ['SEND_FIFO', 'FIFO', 'ORDERLY', steps],
    ['SEND_DELAY', 'DELAY', receiver, ['received hello']],
    ['SEND_TRANSACTION', 'TRANSACTION', receiver, ['received hello']],
  ] as const)(
    'C-22: %s to a %s topic and %s send and receive as they are handed out',
    async (send, type, receive, lines) => {
      const name = `c22_${language.toLowerCase()}_${type.toLowerCase()}_${run}`
      const isOrdered = type === 'FIFO'
      await createTopic(ctx, { clusterId, topicName: name, type, queuesPerBroker: 2 })
      await createGroup(ctx, { clusterId, groupName: `${name}_g`, isOrdered })
      const consumer = await start(language, receive, name)
      try {
        if (language === 'JAVA_REMOTING') await readsItsQueues(name)
        const producer = await start(language, send, name)
        try {
          expect(await producer.said('sent', lines.length)).toHaveLength(lines.length)
          await producer.ended()
        } finally {
          await producer.stop()
        }
        expect(await consumer.said('received', lines.length)).toEqual(lines)
      } finally {
        await consumer.stop()
      }
    },
  )
})

it('C-22: the broadcast snippet gives every instance every message, and the scenario is proven by what they say', async () => {
  const name = `c22_broadcast_${run}`
  await createTopic(ctx, { clusterId, topicName: name, type: 'NORMAL', queuesPerBroker: 2 })
  await createGroup(ctx, { clusterId, groupName: `${name}_g`, consumeBroadcastEnable: true })
  const instances = await Promise.all(
    ['one', 'two'].map((INSTANCE_NAME) => start('JAVA_REMOTING', 'BROADCAST', name, { INSTANCE_NAME })),
  )
  try {
    const scenario = () => getScenario(ctx, { clusterId, scenario: 'broadcast', topic: name, group: `${name}_g` })
    // An instance begins at the end of a queue: what was sent before it took the queue, it misses.
    const proof = async () => (await scenario()).proof
    await expect.poll(proof, { timeout: 120_000 }).toMatchObject({ clients: 2, consumed: 0n })
    const producer = await start('JAVA_REMOTING', 'SEND_NORMAL', name)
    try {
      await producer.ended()
    } finally {
      await producer.stop()
    }
    for (const instance of instances) expect(await instance.said('received')).toEqual(['received hello'])
    await expect.poll(async () => (await scenario()).isProven, { timeout: 120_000 }).toBe(true)
    expect(await proof()).toMatchObject({ stored: 1n, consumed: 1n, lag: 0n, isBroadcast: true })
  } finally {
    await Promise.all(instances.map((instance) => instance.stop()))
  }
})

it('lists every address of the cluster, reached, with the versions that brokers and name servers tell', async () => {
  const { items, partial } = await getConnect(ctx, { clusterId })
  expect(partial).toBeUndefined()
  expect(items.map(({ kind, name, brokerId, protocol, address }) => [kind, name, brokerId, protocol, address])).toEqual(
    [
      ...lab.nameServers.map((address) => ['nameServer', null, null, 'remoting', address]),
      ...lab.brokers
        .toSorted((a, b) => a.brokerName.localeCompare(b.brokerName) || a.brokerId - b.brokerId)
        .map(({ brokerName, brokerId, address }) => ['broker', brokerName, brokerId, 'remoting', address]),
      ...lab.proxies.flatMap(({ grpc, remoting }, index) => [
        ['proxy', `proxy-${index + 1}`, null, 'grpc', grpc],
        ['proxy', `proxy-${index + 1}`, null, 'remoting', remoting],
      ]),
    ],
  )
  for (const item of items) {
    expect(item).toMatchObject({ isReachable: true, error: null, version: item.kind === 'proxy' ? null : '5.5.0' })
  }
})

async function start(language: SnippetLanguage, what: SnippetWhat, name: string, more: Record<string, string> = {}) {
  const { code, fileName } = await getSnippet(ctx, { clusterId, language, what, topic: name, group: `${name}_g` })
  if (code === null) throw new Error(`${language} has no ${what}`)
  return runSnippet(
    { fileName, code },
    {
      classPath: language === 'JAVA_GRPC' ? grpcJars : lab.classPath,
      env: {
        ...more,
        ...(lab.admin && {
          ROCKETMQ_ACCESS_KEY: lab.admin.accessKey,
          ROCKETMQ_SECRET_KEY: lab.admin.secretKey,
        }),
      },
    },
  )
}
