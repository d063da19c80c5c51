import { expect, it } from 'vitest'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { newestValue } from './newest-value.ts'
import { putPasses, putSamples } from './testing/put-samples.ts'

useDatabase()

it('T-22: half messages are those of the newest minute that an exporter told, and unknown where none did lately', async () => {
  const { clusterId } = await registerCluster()
  const now = new Date()
  const minute = (ago: number) => new Date(Math.floor(now.getTime() / 60_000) * 60_000 - ago * 60_000)
  const metric = 'halfMessages' as const
  const ofTopic = (topicName: string) => newestValue({ clusterId, metric, object: { topicName } }, now)
  const nobodyTells = { value: null, state: 'unknown', reason: 'NO_EXPORTER' }
  expect(await newestValue({ clusterId, metric }, now)).toMatchObject({ value: null, reason: 'NOT_SAMPLED' })

  await putPasses(clusterId, minute(20), minute(0))
  // What stays the same is stored once.
  await putSamples(clusterId, { metric, scope: 'cluster' }, [
    [minute(3), 4],
    [minute(2), 11],
  ])
  await putSamples(clusterId, { metric, scope: 'topic', topicName: 'payments' }, [[minute(2), 9]])
  await putSamples(clusterId, { metric, scope: 'topic', topicName: 'silent' }, [
    [minute(12), 9],
    [minute(9), null],
  ])
  expect(await newestValue({ clusterId, metric }, now)).toMatchObject({ value: 11n, state: 'ok', at: minute(1) })
  expect(await ofTopic('payments')).toMatchObject({ value: 9n, at: minute(1) })
  expect(await ofTopic('silent')).toMatchObject(nobodyTells)
  expect(await ofTopic('orders')).toMatchObject(nobodyTells)

  const silence = { metric: 'silent', scope: 'broker', brokerName: 'broker-a', part: '10.0.0.1:10911' }
  await putSamples(clusterId, silence, [[minute(1), 1]])
  expect(await newestValue({ clusterId, metric }, now)).toMatchObject({ value: null, reason: 'NO_ANSWER' })
})
