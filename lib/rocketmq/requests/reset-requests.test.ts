import { describe, expect, it } from 'vitest'
import { ResponseCode } from '../response-code.ts'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { invokeBrokerToResetOffset } from './invoke-broker-to-reset-offset.ts'
import { updateConsumerOffset } from './update-consumer-offset.ts'

const NAME = 'invoke-broker-to-reset-offset'
const queue = { topic: 'golden', brokerName: 'broker-a' }

describe('INVOKE_BROKER_TO_RESET_OFFSET', () => {
  it('5.5.0 sets what is asked for, online or not, committed or not', () => {
    const whole = [
      { ...queue, queueId: 1, offset: 0n },
      { ...queue, queueId: 0, offset: 3n },
    ]
    for (const testCase of ['never-committed', 'offline', 'online']) {
      expect(invokeBrokerToResetOffset.decode(goldenReply(NAME, '5.5.0', testCase)).offsets).toEqual(whole)
    }
    expect(invokeBrokerToResetOffset.decode(goldenReply(NAME, '5.5.0', 'one-queue')).offsets).toEqual([
      { ...queue, queueId: 0, offset: 2n },
    ])
  })

  it('4.9.7 pushes to clients that are online', () => {
    expect(invokeBrokerToResetOffset.decode(goldenReply(NAME, '4.9.7', 'online')).offsets).toEqual([
      { ...queue, queueId: 1, offset: 1n },
      { ...queue, queueId: 0, offset: 3n },
    ])
  })

  it.each([
    ['5.5.0', 'out-of-range', ResponseCode.SYSTEM_ERROR, 'Target offset 300 not in consume queue range [0-3]'],
    ['5.5.0', 'unknown-group', ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, 'Group unknown does not exist'],
    ['4.9.7', 'never-committed', ResponseCode.SYSTEM_ERROR, 'THe consumer group <golden-group> not exist'],
    ['4.9.7', 'unknown-group', ResponseCode.SYSTEM_ERROR, 'THe consumer group <unknown> not exist'],
    [
      '4.9.7',
      'offline',
      ResponseCode.CONSUMER_NOT_ONLINE,
      'Consumer not online, so can not reset offset, Group: golden-group Topic: golden Timestamp: -1',
    ],
  ] as const)('%s refuses: %s', (version, testCase, code, remark) => {
    expect(goldenReply(NAME, version, testCase)).toMatchObject({ code, remark })
  })

  it('asks for a topic at a time, or for one queue at an offset, and is never sent twice', () => {
    const all = { topic: 't', group: 'g', timestamp: -1, isForce: true }
    expect(toExtFields(invokeBrokerToResetOffset.encode(all).header)).toEqual({
      topic: 't',
      group: 'g',
      timestamp: '-1',
      isForce: 'true',
    })
    const one = invokeBrokerToResetOffset.encode({
      ...all,
      timestamp: 0,
      queueId: 3,
      offset: 9_223_372_036_854_775_807n,
    })
    expect(toExtFields(one.header)).toMatchObject({ queueId: '3', offset: '9223372036854775807', timestamp: '0' })
    expect(invokeBrokerToResetOffset.isWrite).toBe(true)
  })
})

describe.each(goldenVersions)('UPDATE_CONSUMER_OFFSET of %s', (version) => {
  it('says no more than that it was taken; only 5.x knows whether there is such a group', () => {
    const done = goldenReply('update-consumer-offset', version, 'committed')
    expect(done.code).toBe(ResponseCode.SUCCESS)
    expect(updateConsumerOffset.decode(done)).toBeUndefined()
    expect(goldenReply('update-consumer-offset', version, 'unknown-group').code).toBe(
      version === '5.5.0' ? ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST : ResponseCode.SUCCESS,
    )
  })

  it('keeps the whole offset', () => {
    const input = { consumerGroup: 'g', topic: 't', queueId: 1, commitOffset: 9_223_372_036_854_775_807n }
    expect(toExtFields(updateConsumerOffset.encode(input).header)).toEqual({
      consumerGroup: 'g',
      topic: 't',
      queueId: '1',
      commitOffset: '9223372036854775807',
    })
  })
})
