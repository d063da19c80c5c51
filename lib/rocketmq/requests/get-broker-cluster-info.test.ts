import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getBrokerClusterInfo } from './get-broker-cluster-info.ts'

describe.each(goldenVersions)('GET_BROKER_CLUSTER_INFO of %s', (version) => {
  it('lists brokers with their ids and addresses, which are bare integer keys', () => {
    const reply = goldenReply('get-broker-cluster-info', version, 'two-masters-and-a-slave')
    expect(getBrokerClusterInfo.decode(reply)).toEqual({
      brokers: [
        {
          cluster: 'DefaultCluster',
          brokerName: 'broker-b',
          brokerAddrs: [{ brokerId: 0, brokerAddr: '127.0.0.1:27022' }],
        },
        {
          cluster: 'DefaultCluster',
          brokerName: 'broker-a',
          brokerAddrs: [
            { brokerId: 0, brokerAddr: '127.0.0.1:27012' },
            { brokerId: 1, brokerAddr: '127.0.0.1:27032' },
          ],
        },
      ],
      clusters: [{ cluster: 'DefaultCluster', brokerNames: ['broker-b', 'broker-a'] }],
    })
  })
})

it('asks with nothing', () => {
  expect(toExtFields(getBrokerClusterInfo.encode(undefined).header)).toEqual({})
})

it('takes a name server without brokers for an empty one', () => {
  const reply = { code: 0, extFields: {}, body: Buffer.from('{}') }
  expect(getBrokerClusterInfo.decode(reply)).toEqual({ brokers: [], clusters: [] })
})

it.each([
  ['no JSON', 'a web page', 'ProtocolError'],
  ['nothing', '', 'ProtocolError'],
  ['a broker without addresses', '{"brokerAddrTable":{"b":{"brokerName":"b","cluster":"c"}}}', 'ProtocolError'],
  ['a list for a table', '{"brokerAddrTable":[]}', 'ProtocolError'],
  [
    'an id that is a name',
    '{"brokerAddrTable":{"b":{"brokerAddrs":{"x":"h:1"},"brokerName":"b","cluster":"c"}}}',
    'ProtocolError',
  ],
])('refuses %s', (_, body, name) => {
  const decode = () => getBrokerClusterInfo.decode({ code: 0, extFields: {}, body: Buffer.from(body) })
  expect(decode).toThrow(expect.objectContaining({ name }))
})
