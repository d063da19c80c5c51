import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { updateAndCreateTopic } from './update-and-create-topic.ts'

const header = {
  topic: 'golden',
  readQueueNums: 2,
  writeQueueNums: 4,
  perm: 6,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  order: true,
}
const nothing = { set: {}, remove: [] }

describe.each(goldenVersions)('UPDATE_AND_CREATE_TOPIC of %s', (version) => {
  it('succeeds with a remark that is no error', () => {
    const reply = goldenReply('update-and-create-topic', version, 'created')
    expect(reply).toMatchObject({ code: 0, remark: 'not set any response code' })
    expect(updateAndCreateTopic.decode(reply)).toBeUndefined()
  })

  it.each(['bad-name', 'system-name'])('is refused for a %s: with 29 on 5.x, with 1 before', (testCase) => {
    const reply = goldenReply('update-and-create-topic', version, testCase)
    expect(reply.code).toBe(version === '4.9.7' ? 1 : 29)
  })
})

it('sends every setting, for what is not sent is not kept', () => {
  expect(toExtFields(updateAndCreateTopic.encode({ ...header, attributes: nothing }).header)).toEqual({
    topic: 'golden',
    defaultTopic: 'TBW102',
    readQueueNums: '2',
    writeQueueNums: '4',
    perm: '6',
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: '0',
    order: 'true',
  })
})

it('writes attributes as changes', () => {
  const attributes = { set: { 'message.type': 'FIFO', 'cleanup.policy': 'DELETE' }, remove: ['queue.type'] }
  const encoded = toExtFields(updateAndCreateTopic.encode({ ...header, attributes }).header)
  expect(encoded.attributes).toBe('+message.type=FIFO,+cleanup.policy=DELETE,-queue.type')
})

it.each([
  ['a key with +', { set: { 'a+b': 'x' }, remove: [] }],
  ['a key with -', { set: {}, remove: ['a-b'] }],
  ['a key with =', { set: { 'a=b': 'x' }, remove: [] }],
  ['a value with a comma', { set: { a: 'x,y' }, remove: [] }],
  ['an empty value', { set: { a: '' }, remove: [] }],
])('refuses what the syntax cannot carry: %s', (_, attributes) => {
  expect(() => updateAndCreateTopic.encode({ ...header, attributes })).toThrow(RangeError)
})

it('is a write', () => {
  expect(updateAndCreateTopic.isWrite).toBe(true)
})
