import { describe, expect, it } from 'vitest'
import { goldenReply } from '../testing/golden-frame.ts'
import { controllerGetMetadataInfo } from './controller-get-metadata-info.ts'
import { controllerGetSyncStateData } from './controller-get-sync-state-data.ts'
import { getBrokerEpochCache } from './get-broker-epoch-cache.ts'
import { getControllerConfig } from './get-controller-config.ts'

describe('requests of controller mode, 5.5.0', () => {
  it('CONTROLLER_GET_METADATA_INFO tells who leads and who belongs to the group', () => {
    expect(controllerGetMetadataInfo.decode(goldenReply('controller-get-metadata-info', '5.5.0', 'leader'))).toEqual({
      group: 'group1',
      leaderId: 'n0',
      leaderAddress: '127.0.0.1:25642',
      isLeader: true,
      peers: 'n0:127.0.0.1:25642;',
    })
  })

  it('CONTROLLER_GET_SYNC_STATE_DATA tells master, epochs and replicas by broker', () => {
    const states = controllerGetSyncStateData.decode(goldenReply('controller-get-sync-state-data', '5.5.0', 'both'))
    const replica = { brokerName: 'broker-a', alive: true }
    expect([...states]).toEqual([
      [
        'broker-a',
        {
          masterBrokerId: 1n,
          masterAddress: '127.0.0.1:25612',
          masterEpoch: 1,
          syncStateSetEpoch: 1,
          inSyncReplicas: [{ ...replica, brokerId: 1n, brokerAddr: '127.0.0.1:25612' }],
          notInSyncReplicas: [{ ...replica, brokerId: 2n, brokerAddr: '127.0.0.1:25622' }],
        },
      ],
    ])
    const none = controllerGetSyncStateData.decode(goldenReply('controller-get-sync-state-data', '5.5.0', 'unknown'))
    expect(none.size).toBe(0)
  })

  it('GET_BROKER_EPOCH_CACHE keeps the largest long there is', () => {
    expect(getBrokerEpochCache.decode(goldenReply('get-broker-epoch-cache', '5.5.0', 'replica'))).toEqual({
      epochList: [{ epoch: 1, startOffset: 0n, endOffset: 9_223_372_036_854_775_807n }],
      maxOffset: 0n,
    })
  })

  it('GET_CONTROLLER_CONFIG hands out every setting', () => {
    const reply = goldenReply('get-controller-config', '5.5.0', 'all')
    const config = getControllerConfig.decode(reply)
    const lines = Object.entries(config).map(([key, value]) => `${key}=${value}\n`)
    expect(lines.join('')).toBe(reply.body.toString())
  })
})
