import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { getBrokerRuntimeInfo } from './get-broker-runtime-info.ts'

describe.each(goldenVersions)('GET_BROKER_RUNTIME_INFO of %s', (version) => {
  it('hands out every key, as a standard parser reads them', () => {
    const reply = goldenReply('get-broker-runtime-info', version, 'master')
    const runtime = getBrokerRuntimeInfo.decode(reply)
    expect({ ...runtime }).toEqual(JSON.parse(reply.body.toString()).table)
    expect(runtime.brokerVersionDesc).toBe(`V${version.replaceAll('.', '_')}`)
    expect(runtime.msgPutTotalTodayNow).toBe('3')
  })
})

it('keeps keys that objects have a meaning for', () => {
  const body = Buffer.from('{"table":{"__proto__":"a","constructor":"b"}}')
  const runtime = getBrokerRuntimeInfo.decode({ code: 0, extFields: {}, body })
  expect(Object.entries(runtime)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
})
