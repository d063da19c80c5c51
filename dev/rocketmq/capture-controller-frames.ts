/**
 * Records golden frames of a cluster in controller mode, as `capture-frames.ts` does of an ordinary one:
 *
 *   node dev/rocketmq/capture-controller-frames.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { controllerGetMetadataInfo } from '#lib/rocketmq/requests/controller-get-metadata-info.ts'
import { controllerGetSyncStateData } from '#lib/rocketmq/requests/controller-get-sync-state-data.ts'
import type { RequestDefinition } from '#lib/rocketmq/requests/define-request.ts'
import { getBrokerEpochCache } from '#lib/rocketmq/requests/get-broker-epoch-cache.ts'
import { getControllerConfig } from '#lib/rocketmq/requests/get-controller-config.ts'
import { roundTrip, wrap } from './frames.ts'
import { startReplicatedCluster } from './start-replicated-cluster.ts'

const testdataDir = path.resolve('lib/rocketmq/requests/testdata')
mkdirSync(testdataDir, { recursive: true })
const cluster = await startReplicatedCluster({ dir: path.join(os.tmpdir(), 'rocketmq-controller-frames') })
try {
  const [controller = ''] = cluster.controllers
  const [first] = cluster.replicas
  await save('controller-get-metadata-info', 'leader', controller, controllerGetMetadataInfo, undefined)
  await save('controller-get-sync-state-data', 'both', controller, controllerGetSyncStateData, [cluster.brokerName])
  await save('controller-get-sync-state-data', 'unknown', controller, controllerGetSyncStateData, ['unknown'])
  await save('get-controller-config', 'all', controller, getControllerConfig, undefined)
  await save('get-broker-epoch-cache', 'replica', first?.address ?? '', getBrokerEpochCache, undefined)
} finally {
  await cluster.stop()
}

async function save<I>(
  name: string,
  testCase: string,
  address: string,
  request: RequestDefinition<I, unknown>,
  input: I,
) {
  const frame = await roundTrip(address, request, input)
  writeFileSync(path.join(testdataDir, `${name}.5.5.0.${testCase}.hex`), `${wrap(frame.toString('hex'))}\n`)
  console.log(`${name} ${testCase}: ${frame.length} bytes`)
}
