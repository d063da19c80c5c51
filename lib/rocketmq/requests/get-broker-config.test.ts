import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { getBrokerConfig } from './get-broker-config.ts'

describe.each(goldenVersions)('GET_BROKER_CONFIG of %s', (version) => {
  it('hands out every setting', () => {
    const reply = goldenReply('get-broker-config', version, 'master')
    const config = getBrokerConfig.decode(reply)
    const lines = Object.entries(config).map(([key, value]) => `${key}=${value}\n`)
    expect(lines.join('')).toBe(reply.body.toString())
    expect(config).toMatchObject({
      brokerName: 'broker-a',
      brokerId: '0',
      listenPort: '27012',
      messageDelayLevel: '1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h',
    })
  })
})

it('cuts at the first = only, and keeps empty values', () => {
  const body = Buffer.from('initAuthenticationUser={"username":"a=b"}\nnamesrvAddr=\nno separator\n=no key\n')
  expect({ ...getBrokerConfig.decode({ code: 0, extFields: {}, body }) }).toEqual({
    initAuthenticationUser: '{"username":"a=b"}',
    namesrvAddr: '',
  })
})
