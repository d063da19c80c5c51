import { describe, expect, it } from 'vitest'
import { buildResend, type ResendInput } from './build-resend.ts'
import { originIdOf, originTopicOf } from './letter-facts.ts'

const letter = {
  flag: 3,
  uniqKey: 'ID1' as string | null,
  offsetMsgId: 'OFFSET',
  properties: new Map([
    ['KEYS', 'a b'],
    ['TAGS', 'paid'],
    ['__SHARDINGKEY', 'order-1'],
    ['UNIQ_KEY', 'ID1'],
    ['RETRY_TOPIC', 'orders'],
    ['RECONSUME_TIME', '2'],
    ['MAX_RECONSUME_TIMES', '2'],
    ['DELAY', '4'],
    ['REAL_TOPIC', '%RETRY%billing'],
    ['TIMER_OUT_MS', '1'],
    ['POP_CK', 'x'],
    ['region', 'eu'],
  ]),
}
const build = (more: Partial<ResendInput> = {}) =>
  buildResend(letter, {
    body: Buffer.from('{}'),
    originId: 'ID1',
    originTopic: 'orders',
    to: 'GROUP',
    uniqKey: 'NEW',
    ...more,
  })

describe('buildResend', () => {
  it('keeps what the user gave and drops what RocketMQ noted while it tried', () => {
    const { body, flag, properties } = build()
    expect({ body: body.toString(), flag }).toEqual({ body: '{}', flag: 3 })
    expect(Object.fromEntries(properties)).toEqual({
      region: 'eu',
      KEYS: 'a b',
      TAGS: 'paid',
      __SHARDINGKEY: 'order-1',
      RETRY_TOPIC: 'orders',
      APOGEE_RESEND_OF: 'ID1',
      UNIQ_KEY: 'NEW',
      WAIT: 'true',
    })
  })

  it('says nothing of a retry in a topic that all groups read', () => {
    expect(build({ to: 'ORIGIN' }).properties.has('RETRY_TOPIC')).toBe(false)
  })

  it('changes what was edited, and nothing else', () => {
    const { body, properties } = build({ edit: { body: 'ä', tags: null, keys: [], properties: { shop: '5' } } })
    expect(body.toString()).toBe('ä')
    expect([...properties.keys()].sort()).toEqual(
      ['APOGEE_RESEND_OF', 'RETRY_TOPIC', 'UNIQ_KEY', 'WAIT', '__SHARDINGKEY', 'shop'].sort(),
    )
  })

  it('lets no edit pose as another origin', () => {
    expect(build({ edit: { properties: { APOGEE_RESEND_OF: 'X' } } }).properties.get('APOGEE_RESEND_OF')).toBe('ID1')
  })
})

describe('originTopicOf', () => {
  it.each([
    [{ RETRY_TOPIC: 'orders' }, 'orders'],
    [{ RETRY_TOPIC: '%RETRY%billing+orders' }, 'orders'],
    [{ RETRY_TOPIC: '%RETRY%billing_orders' }, 'orders'],
    [{ RETRY_TOPIC: '%RETRY%billing', DLQ_ORIGIN_TOPIC: 'orders' }, 'orders'],
    [{ REAL_TOPIC: '%RETRY%billing' }, null],
    [{}, null],
  ])('of %o is %s', (properties, topic) => {
    const message = { properties: new Map(Object.entries(properties)) }
    expect(originTopicOf(message as Parameters<typeof originTopicOf>[0], 'billing')).toBe(topic)
  })
})

describe('originIdOf', () => {
  it('is that of the first message for each copy, however often it was sent again', () => {
    const of = (properties: Record<string, string>, uniqKey: string | null) =>
      originIdOf({
        ...letter,
        uniqKey,
        properties: new Map(Object.entries(properties)),
      } as unknown as Parameters<typeof originIdOf>[0])
    expect(of({ APOGEE_RESEND_OF: 'ID1' }, 'NEW')).toBe('ID1')
    expect(of({}, 'ID1')).toBe('ID1')
    expect(of({ ORIGIN_MESSAGE_ID: 'AA' }, null)).toBe('AA')
    expect(of({}, null)).toBe('OFFSET')
  })
})
