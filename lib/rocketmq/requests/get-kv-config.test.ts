import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getKvConfig } from './get-kv-config.ts'

describe.each(goldenVersions)('GET_KV_CONFIG of %s', (version) => {
  it('hands out the value, and null when there is none', () => {
    expect(getKvConfig.decode(goldenReply('get-kv-config', version, 'found'))).toBe('broker-a:2')
    expect(getKvConfig.decode(goldenReply('get-kv-config', version, 'not-found'))).toBeNull()
  })
})

it('asks by namespace and key', () => {
  const header = { namespace: 'ORDER_TOPIC_CONFIG', key: 'golden' }
  expect(toExtFields(getKvConfig.encode(header).header)).toEqual(header)
})
