import { rmSync, writeFileSync } from 'node:fs'
import { afterAll, expect, it, onTestFinished, vi } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { listGroups } from '#lib/groups/list-groups.ts'
import { clusterSample, groupSample } from '#lib/groups/testing/group-samples.ts'
import { log } from '#lib/log.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { getClient } from './get-client.ts'
import { listClients } from './list-clients.ts'
import { clientSample } from './testing/sample.ts'

// Before anything reads the environment.
const { file } = vi.hoisted(() => {
  const path = `${process.env.TMPDIR ?? '/tmp'}/apogee-client-rules-${process.pid}.json`
  process.env.APOGEE_CLIENT_RULES = path
  return { file: path }
})
for (const level of ['info', 'error'] as const) vi.spyOn(log, level).mockImplementation(() => {})

useDatabase()
afterAll(() => {
  closeAllClusters()
  rmSync(file, { force: true })
})

const ctx = workerContext(new AbortController().signal)
const rule = (below: string) => [{ risk: 'House rule', language: 'JAVA', below, advice: 'Take 5.4.' }]

it('G-27: the list, the page and the group mark a client below a rule with its advice; an edited file counts without a restart', async () => {
  writeFileSync(file, JSON.stringify(rule('5.1.0')))
  const fake = await startFakeCluster({ groups: [{ groupName: 'billing' }] })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const client = clientSample({ clientId: '10.0.7.1@11', groupName: 'billing', language: 'JAVA', version: '5.3.0' })
  await storeSample(clusterSample(clusterId, [groupSample('billing', { onlineClients: [client] })]), emptyMemory())
  const page = { page: 1, pageSize: 10 }
  const shown = async () => {
    const { items, counts, riskRules } = await listClients(ctx, { clusterId, ...page })
    const one = await getClient(ctx, { clusterId, clientId: client.clientId })
    const { items: groups } = await listGroups(ctx, { clusterId, ...page })
    return {
      risks: [items[0]?.risk, one.risk, groups[0]?.risk],
      withRisk: counts.value?.withRisk,
      error: riskRules.error,
    }
  }
  expect(await shown()).toEqual({ risks: [undefined, undefined, undefined], withRisk: 0, error: null })

  writeFileSync(file, JSON.stringify(rule('5.4.0')))
  const risk = { risk: 'House rule', advice: 'Take 5.4.' }
  const marked = { risks: [risk, risk, risk], withRisk: 1, error: null }
  await vi.waitFor(async () => expect(await shown()).toEqual(marked), { timeout: 5_000 })
  const { items } = await listClients(ctx, { clusterId, ...page, risk: true })
  expect(items.map(({ clientId }) => clientId)).toEqual([client.clientId])

  writeFileSync(file, 'no rules')
  await vi.waitFor(
    async () => expect(await shown()).toEqual({ ...marked, error: expect.stringContaining('APOGEE_CLIENT_RULES') }),
    { timeout: 5_000 },
  )
})
