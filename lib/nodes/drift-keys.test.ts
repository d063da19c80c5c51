import { describe, expect, it } from 'vitest'
import { type BrokerConfig, isSecretSetting } from './broker-configs.ts'
import { driftKeys } from './drift-keys.ts'

const config = (values: Record<string, string>, secretMarks: Record<string, string> = {}): BrokerConfig => ({
  readAt: new Date(0),
  values: new Map(Object.entries(values)),
  secretMarks: new Map(Object.entries(secretMarks)),
})
const peer = (one: BrokerConfig, index: number, brokerId = 0) => {
  const address = String(index)
  const server = { address, announcedAddress: address, brokerName: `broker-${index}`, clusterName: 'c', brokerId }
  return { server, config: one }
}
const drift = (...configs: BrokerConfig[]) => [...driftKeys(configs.map((one, index) => peer(one, index))).values()]

describe('driftKeys', () => {
  it.each<[string, BrokerConfig[], string[][]]>([
    ['all alike', [config({ a: '1' }), config({ a: '1' })], [[], []]],
    ['two that differ: nobody knows who is right', [config({ a: '1' }), config({ a: '2' })], [['a'], ['a']]],
    ['one against many', [config({ a: '1' }), config({ a: '2' }), config({ a: '1' })], [[], ['a'], []]],
    [
      'what makes a broker itself',
      [config({ brokerName: 'a', storePathCommitLog: '/a' }), config({ brokerName: 'b', storePathCommitLog: '/b' })],
      [[], []],
    ],
    ['a key that one of them does not know', [config({ a: '1', b: '1' }), config({ a: '1' })], [[], []]],
    [
      'secrets, by their marks',
      [config({}, { secretKey: 'x' }), config({}, { secretKey: 'y' })],
      [['secretKey'], ['secretKey']],
    ],
    [
      'a secret set on one only',
      [config({}, { secretKey: 'x' }), config({ secretKey: '' })],
      [['secretKey'], ['secretKey']],
    ],
    ['a single broker', [config({ a: '1' })], [[]]],
    [
      'a key that only some know, among those',
      [config({ a: '1', b: '1' }), config({ a: '1', b: '2' }), config({ a: '1' })],
      [['b'], ['b'], []],
    ],
  ])('%s', (_, configs, expected) => {
    expect(drift(...configs)).toEqual(expected)
  })

  it.each<[string, number[], string[], string[][]]>([
    ['chosen by role', [0, 0, 1, 1], ['1', '1', '2', '2'], [[], [], [], []]],
    ['one slave is not a choice by role', [0, 0, 1], ['1', '1', '2'], [[], [], ['a']]],
    ['across the roles', [0, 1, 0, 1], ['1', '1', '2', '2'], [['a'], ['a'], ['a'], ['a']]],
  ])('%s', (_, ids, values, expected) => {
    const peers = values.map((value, index) => peer(config({ a: value }), index, ids[index]))
    expect([...driftKeys(peers).values()]).toEqual(expected)
  })
})

describe('isSecretSetting', () => {
  it.each([
    ['initAuthenticationUser', '{"username":"a"}', true],
    ['innerClientAuthenticationCredentials', 'x', true],
    ['tieredStorageObjectStoreSecretKey', 'x', true],
    ['somePassword', 'x', true],
    ['authToken', 'x', true],
    ['metricsGrpcExporterHeader', 'a:b', true],
    ['socksProxyConfig', '{"*":{"addr":"a:1","password":"b"}}', true],
    ['pluginSettings', '{"accessKey":"a"}', true],
    ['socksProxyConfig', '{}', false],
    ['initAuthenticationUser', '', false],
    ['authenticationProvider', 'org.apache.Provider', false],
    ['accessMessageInMemoryHotRatio', '26', false],
  ])('%s=%s: %s', (key, value, expected) => {
    expect(isSecretSetting(key, value)).toBe(expected)
  })
})
