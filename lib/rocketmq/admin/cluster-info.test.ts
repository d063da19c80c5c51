import { describe, expect, it } from 'vitest'
import { allServers, masterServers, readServers, toClusterInfo } from './cluster-info.ts'

const info = toClusterInfo(
  {
    brokers: [
      { cluster: 'B', brokerName: 'solo', brokerAddrs: [{ brokerId: 0, brokerAddr: '10.0.0.9:10911' }] },
      {
        cluster: 'A',
        brokerName: 'headless',
        brokerAddrs: [
          { brokerId: 2, brokerAddr: '172.17.0.4:10911' },
          { brokerId: 1, brokerAddr: '172.17.0.3:10911' },
        ],
      },
      {
        cluster: 'A',
        brokerName: 'a',
        brokerAddrs: [
          { brokerId: 1, brokerAddr: '172.17.0.2:10921' },
          { brokerId: 0, brokerAddr: '172.17.0.2:10911' },
        ],
      },
    ],
    clusters: [
      { cluster: 'B', brokerNames: ['solo'] },
      { cluster: 'A', brokerNames: ['headless', 'a'] },
      { cluster: 'empty', brokerNames: [] },
    ],
  },
  [{ from: '172.17.0.2', to: 'gate.example' }],
)
const addresses = (servers: readonly { address: string }[]) => servers.map(({ address }) => address)

describe('cluster info', () => {
  it('is in order: clusters, brokers, and in each the master first', () => {
    expect(info.clusterNames).toEqual(['A', 'B', 'empty'])
    expect(info.brokers.map(({ clusterName, brokerName }) => `${clusterName}/${brokerName}`)).toEqual([
      'A/a',
      'A/headless',
      'B/solo',
    ])
    expect(info.brokers[1]?.servers.map(({ brokerId }) => brokerId)).toEqual([1, 2])
  })

  it('keeps both addresses of a mapped server', () => {
    expect(info.brokers[0]?.servers[0]).toEqual({
      address: 'gate.example:10911',
      announcedAddress: '172.17.0.2:10911',
      brokerName: 'a',
      clusterName: 'A',
      brokerId: 0,
    })
  })

  it('sends writes to masters only, reads to a slave while there is no master', () => {
    expect(addresses(masterServers(info))).toEqual(['gate.example:10911', '10.0.0.9:10911'])
    expect(addresses(readServers(info))).toEqual(['gate.example:10911', '172.17.0.3:10911', '10.0.0.9:10911'])
    expect(allServers(info)).toHaveLength(5)
  })

  it('narrows to chosen clusters', () => {
    expect(addresses(masterServers(info, ['A']))).toEqual(['gate.example:10911'])
    expect(addresses(readServers(info, ['B', 'unknown']))).toEqual(['10.0.0.9:10911'])
    expect(allServers(info, [])).toEqual([])
  })
})
