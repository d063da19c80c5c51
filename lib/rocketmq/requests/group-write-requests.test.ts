import { expect, it } from 'vitest'
import { changedConfig, newConfig } from '../admin/group-config-change.ts'
import { asObject, type JsonObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { writeJson } from '../codec/write-json.ts'
import { goldenReply } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { deleteSubscriptionGroup } from './delete-subscriptiongroup.ts'
import { deleteTopicInBroker } from './delete-topic-in-broker.ts'
import { deleteTopicInNamesrv } from './delete-topic-in-namesrv.ts'
import { getAllSubscriptionGroupConfigAsWritten } from './get-all-subscriptiongroup-config.ts'
import { updateAndCreateSubscriptionGroup } from './update-and-create-subscriptiongroup.ts'

const parse = (text: string): JsonObject => asObject(parseTolerantJson(Buffer.from(text)), '$')
const sent = (config: JsonObject): unknown =>
  JSON.parse(updateAndCreateSubscriptionGroup.encode(config).body?.toString() ?? '')

it('says what a new group is given, and leaves the rest to the broker', () => {
  const config = newConfig({
    groupName: 'billing',
    consumeEnable: false,
    retryMaxTimes: 5,
    retryPolicy: { type: 'CUSTOMIZED', effectiveMs: [20_000] },
  })
  expect(sent(config)).toEqual({
    groupName: 'billing',
    consumeEnable: false,
    retryMaxTimes: 5,
    groupRetryPolicy: { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [1_000, 5_000, 20_000] } },
  })
})

it('G-2: changes one member and keeps all others, digits, unknown ones and the unused policy included', () => {
  const held = parse(
    '{"groupName":"billing","retryMaxTimes":3,"brokerId":9007199254740993,"subscriptionDataSet":[{"topic":"a","version":1}],' +
      '"groupRetryPolicy":{"type":"EXPONENTIAL","exponentialRetryPolicy":{"initial":1000,"max":9000,"multiplier":2},"future":{"x":1.5}}}',
  )
  expect(writeJson(changedConfig(held, { retryMaxTimes: 4 }))).toBe(
    '{"groupName":"billing","brokerId":9007199254740993,"subscriptionDataSet":[{"topic":"a","version":1}],' +
      '"groupRetryPolicy":{"type":"EXPONENTIAL","exponentialRetryPolicy":{"initial":1000,"max":9000,"multiplier":2},"future":{"x":1.5}},' +
      '"retryMaxTimes":4}',
  )
  expect(sent(changedConfig(held, { retryPolicy: { type: 'CUSTOMIZED', effectiveMs: [7_000] } }))).toMatchObject({
    groupRetryPolicy: {
      type: 'CUSTOMIZED',
      exponentialRetryPolicy: { initial: 1_000 },
      customizedRetryPolicy: { next: [1_000, 5_000, 7_000] },
      future: { x: 1.5 },
    },
  })
})

it('G-2: sends attributes as no change, never as they were read', () => {
  expect(sent(changedConfig(parse('{"groupName":"g","attributes":{"lite.bind.topic":"t"}}'), {}))).toEqual({
    groupName: 'g',
    attributes: {},
  })
  expect(sent(changedConfig(parse('{"groupName":"g"}'), {}))).toEqual({ groupName: 'g' })
})

it('keeps the two waits that brokers leave out', () => {
  const held = parse('{"groupRetryPolicy":{"type":"CUSTOMIZED","customizedRetryPolicy":{"next":[7,8,9]}}}')
  expect(sent(changedConfig(held, { retryPolicy: { type: 'CUSTOMIZED', effectiveMs: [10_000] } }))).toMatchObject({
    groupRetryPolicy: { customizedRetryPolicy: { next: [7, 8, 10_000] } },
  })
})

it.each(['4.9.7', '5.5.0'])('writes back what %s sent, member by member', (version) => {
  const reply = goldenReply('get-all-subscriptiongroup-config', version as '5.5.0', 'all')
  const table = getAllSubscriptionGroupConfigAsWritten.decode(reply)
  expect(table.size).toBeGreaterThan(0)
  for (const [groupName, config] of table) {
    const again = parse(writeJson(config))
    expect(again.entries, groupName).toEqual(config.entries)
  }
})

it('does not follow what contains itself or what was never told', () => {
  const list: JsonObject = parse('{"a":{}}')
  list.values[0] = list
  expect(() => writeJson(list)).toThrow('nested deeper')
  expect(() => writeJson(parse('{"a":{"$ref":"$.nowhere"}}'))).toThrow('$.nowhere')
  expect(() => writeJson(parse('{{"a":1}:2}'))).toThrow('a key that is not a name')
})

it('G-21: names the removal of offsets as 5.x and as 4.9 read it', () => {
  const { header } = deleteSubscriptionGroup.encode({ groupName: 'g', cleanOffset: true })
  expect(toExtFields(header)).toEqual({ groupName: 'g', cleanOffset: 'true', removeOffset: 'true' })
})

it('deletes topics by name, at a name server for one cluster', () => {
  expect(toExtFields(deleteTopicInBroker.encode({ topic: 't' }).header)).toEqual({ topic: 't' })
  expect(toExtFields(deleteTopicInNamesrv.encode({ topic: 't', clusterName: 'c' }).header)).toEqual({
    topic: 't',
    clusterName: 'c',
  })
})

it.each([updateAndCreateSubscriptionGroup, deleteSubscriptionGroup, deleteTopicInBroker, deleteTopicInNamesrv])(
  'is a write: $code',
  ({ isWrite }) => expect(isWrite).toBe(true),
)
