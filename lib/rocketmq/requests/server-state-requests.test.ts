import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { getBrokerHaStatus } from './get-broker-ha-status.ts'
import { getNamesrvConfig } from './get-namesrv-config.ts'
import { getTimerMetrics } from './get-timer-metrics.ts'
import { viewBrokerStatsData } from './view-broker-stats-data.ts'

describe('GET_BROKER_HA_STATUS', () => {
  it('of a 5.5.0 master names its slave, and zeros as an upstream of its own', () => {
    const status = getBrokerHaStatus.decode(goldenReply('get-broker-ha-status', '5.5.0', 'master'))
    const { masterCommitLogMaxOffset } = status
    expect(status).toEqual({
      master: true,
      masterCommitLogMaxOffset: expect.toSatisfy((offset: bigint) => offset > 0n),
      inSyncSlaveNums: 1,
      haConnectionInfo: [
        {
          addr: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          slaveAckOffset: masterCommitLogMaxOffset,
          diff: 0n,
          inSync: true,
          transferredByteInSecond: expect.any(BigInt),
          transferFromWhere: masterCommitLogMaxOffset,
        },
      ],
      haClientRuntimeInfo: {
        masterAddr: null,
        transferredByteInSecond: 0n,
        maxOffset: 0n,
        lastReadTimestamp: 0,
        lastWriteTimestamp: 0,
        masterFlushOffset: 0n,
      },
    })
  })

  it('of a 5.5.0 slave names its master, and knows nothing of its end', () => {
    const status = getBrokerHaStatus.decode(goldenReply('get-broker-ha-status', '5.5.0', 'slave'))
    expect(status).toMatchObject({
      master: false,
      masterCommitLogMaxOffset: 0n,
      inSyncSlaveNums: 0,
      haConnectionInfo: [],
      haClientRuntimeInfo: { masterAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/), masterFlushOffset: 0n },
    })
    expect(status.haClientRuntimeInfo?.maxOffset).toBeGreaterThan(0n)
  })

  it('is not known to 4.9.7', () => {
    expect(goldenReply('get-broker-ha-status', '4.9.7', 'master').code).toBe(3)
  })
})

describe('GET_TIMER_METRICS', () => {
  it('of 5.5.0 counts what waits, by topic', () => {
    expect(getTimerMetrics.decode(goldenReply('get-timer-metrics', '5.5.0', 'none'))).toEqual([])
    expect(getTimerMetrics.decode(goldenReply('get-timer-metrics', '5.5.0', 'one'))).toEqual([
      { topic: 'golden', count: 1n, timeStamp: expect.any(Number) },
    ])
  })

  it('is not known to 4.9.7', () => {
    expect(goldenReply('get-timer-metrics', '4.9.7', 'none').code).toBe(3)
  })
})

describe.each(goldenVersions)('servers of %s', (version) => {
  it('tell a counter in three windows (315)', () => {
    const window = { sum: expect.any(BigInt), tps: expect.any(Number), avgpt: expect.any(Number) }
    expect(viewBrokerStatsData.decode(goldenReply('view-broker-stats-data', version, 'counted'))).toEqual({
      statsMinute: window,
      statsHour: window,
      statsDay: window,
    })
  })

  it('refuse one that never counted, with the code of every failure (315)', () => {
    expect(goldenReply('view-broker-stats-data', version, 'never-counted')).toMatchObject({
      code: 1,
      remark: 'The stats <TOPIC_PUT_NUMS> <unknown> not exist',
    })
  })

  it('tell the settings of a name server (319)', () => {
    const config = getNamesrvConfig.decode(goldenReply('get-namesrv-config', version, 'all'))
    expect(config).toMatchObject({ productEnvName: 'center', orderMessageEnable: 'false' })
    expect(config.kvConfigPath).toMatch(/kvConfig\.json$/)
  })
})
