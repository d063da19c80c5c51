import { describe, expect, it } from 'vitest'
import { encodeOffsetMsgId } from '../codec/message-id.ts'
import type { StoredMessage } from '../codec/stored-message.ts'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { pullMessage } from './pull-message.ts'
import { queryMessage } from './query-message.ts'
import { sendMessageV2 } from './send-message.ts'
import { viewMessageById } from './view-message-by-id.ts'

/** Store times by version, for they are the only thing that a broker made up. */
const storedAtMs = {
  '4.9.7': [1_795_637_724_994, 1_795_637_725_065, 1_795_637_725_071],
  '5.5.0': [1_795_637_682_166, 1_795_637_682_890, 1_795_637_682_897],
}

describe.each(goldenVersions)('messages of %s', (version) => {
  // 5.x stores MSG_REGION and TRACE_ON too.
  const storeBytes = version === '4.9.7' ? 216 : 256
  const golden = (index: number) => ({
    storeBytes,
    magicVersion: 1,
    isCrcOk: true,
    queueId: 0,
    flag: 0,
    queueOffset: BigInt(index),
    commitLogOffset: BigInt(index * storeBytes),
    sysFlag: 0,
    storeTimestamp: new Date(storedAtMs[version][index] ?? 0),
    storeHost: '127.0.0.1:27012',
    bornHost: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    reconsumeTimes: 0,
    preparedTransactionOffset: 0n,
    storedBody: Buffer.from(`{"index":${index},"text":"消息"}`),
    compression: 'none',
    topicName: 'golden',
    offsetMsgId: encodeOffsetMsgId('127.0.0.1:27012', BigInt(index * storeBytes)),
    uniqKey: `7F00000100002A9F0000000000000${index}A0`,
  })
  const sameAs = (messages: readonly StoredMessage[], ...indexes: number[]) => {
    expect(messages).toMatchObject(indexes.map(golden))
    for (const message of messages) {
      const index = Number(message.queueOffset)
      expect(message.properties.get('KEYS')).toBe(`golden-${index} all`)
      expect(message.properties.get('TAGS')).toBe(index === 1 ? 'TagB' : 'TagA')
    }
  }
  const pull = (testCase: string) => pullMessage.decode(goldenReply('pull-message', version, testCase))

  it.each([
    ['found', 0, [0, 1, 2]],
    ['found-by-tag', 0, [1]],
    ['at-the-end', 19, []],
    ['none-matched', 20, []],
    ['out-of-range', 21, []],
  ] as const)('PULL_MESSAGE %s', (testCase, code, indexes) => {
    const { messages, ...facts } = pull(testCase)
    expect(facts).toEqual({ code, nextBeginOffset: 3n, minOffset: 0n, maxOffset: 3n, damagedBytes: 0 })
    sameAs(messages, ...indexes)
  })

  it('QUERY_MESSAGE finds all with a key, oldest first, and nothing without', () => {
    sameAs(queryMessage.decode(goldenReply('query-message', version, 'found')), 0, 1, 2)
    expect(queryMessage.decode(goldenReply('query-message', version, 'not-found'))).toEqual([])
  })

  it('VIEW_MESSAGE_BY_ID hands out one message, and refuses with 1 where none begins', () => {
    sameAs(viewMessageById.decode(goldenReply('view-message-by-id', version, 'found')), 1)
    for (const testCase of ['one-byte-off', 'nothing-there']) {
      const { code, remark } = goldenReply('view-message-by-id', version, testCase)
      expect({ code, remark }).toEqual({
        code: 1,
        remark: expect.stringMatching(/^can not find message by the offset/),
      })
    }
  })
})

describe('what is asked', () => {
  it('pulls as an outsider: no commit, no waiting, not as a group of users', () => {
    const header = { topic: 't', queueId: 1, queueOffset: 1n << 62n, maxMsgNums: 32, subscription: 'a || b' }
    expect(toExtFields(pullMessage.encode({ ...header, expressionType: 'TAG' }).header)).toEqual({
      consumerGroup: 'TOOLS_CONSUMER',
      topic: 't',
      queueId: '1',
      queueOffset: '4611686018427387904',
      maxMsgNums: '32',
      sysFlag: '4',
      commitOffset: '0',
      suspendTimeoutMillis: '0',
      subscription: 'a || b',
      subVersion: '0',
      expressionType: 'TAG',
    })
  })

  it('never sends _UNIQUE_KEY_QUERY', () => {
    const header = { topic: 't', key: 'k', maxNum: 32, beginTimestamp: 0, endTimestamp: 1 }
    expect(toExtFields(queryMessage.encode({ ...header, indexType: 'U' }).header)).toEqual({
      topic: 't',
      key: 'k',
      maxNum: '32',
      beginTimestamp: '0',
      endTimestamp: '1',
      indexType: 'U',
    })
  })

  it('names the topic of a message for the permission check', () => {
    expect(toExtFields(viewMessageById.encode({ offset: 5n, topic: 't' }).header)).toEqual({ offset: '5', topic: 't' })
    expect(toExtFields(viewMessageById.encode({ offset: 5n }).header)).toEqual({ offset: '5' })
  })
})

it('adds the offset delta of a static topic', () => {
  const reply = goldenReply('pull-message', '5.5.0', 'found')
  reply.extFields.offsetDelta = '1000'
  expect(pullMessage.decode(reply).messages.map(({ queueOffset }) => queueOffset)).toEqual([1000n, 1001n, 1002n])
})

it('keeps what can be read of a damaged answer', () => {
  const reply = goldenReply('pull-message', '5.5.0', 'found')
  const { messages, damagedBytes } = pullMessage.decode({ ...reply, body: reply.body.subarray(0, -10) })
  expect(messages).toHaveLength(2)
  expect(damagedBytes).toBe(246)
})

describe('SEND_MESSAGE_V2', () => {
  it('names the topic itself as the default one, so that no broker makes a topic', () => {
    const message = {
      topicName: 'orders',
      queueId: 3,
      body: Buffer.from('x'),
      properties: new Map([
        ['TAGS', 'a'],
        ['region', 'eu'],
      ]),
      bornTimestamp: new Date(5),
    }
    const { header, body } = sendMessageV2.encode(message)
    expect(toExtFields(header)).toMatchObject({ b: 'orders', c: 'orders', d: '0', e: '3', g: '5', j: '0' })
    expect(header?.i).toBe('TAGS\u0001a\u0002region\u0001eu\u0002')
    expect(body).toEqual(Buffer.from('x'))
  })

  it.each([
    [0, 'SEND_OK'],
    [10, 'FLUSH_DISK_TIMEOUT'],
    [11, 'SLAVE_NOT_AVAILABLE'],
    [12, 'FLUSH_SLAVE_TIMEOUT'],
  ] as const)('response code %i is a stored message: %s', (code, status) => {
    const extFields = { msgId: 'id', queueId: '3', queueOffset: '9007199254740993' }
    expect(code === 0 || sendMessageV2.answers?.includes(code)).toBe(true)
    expect(sendMessageV2.decode({ code, extFields, body: Buffer.alloc(0) })).toEqual({
      status,
      offsetMsgId: 'id',
      queueId: 3,
      queueOffset: 9_007_199_254_740_993n,
      recallHandle: null,
    })
  })
})
