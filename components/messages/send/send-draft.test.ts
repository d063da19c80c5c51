import { describe, expect, it } from 'vitest'
import type { Message, SendOptions } from '#lib/messages/schema.ts'
import { checkDraft, draftOfCopy, emptyDraft, type SendDraft } from './send-draft.ts'

const context = { now: new Date('2026-11-27T01:00:00Z'), timeZone: 'UTC' }
const options: SendOptions = {
  topicName: 'orders',
  types: ['NORMAL'],
  needsConfirm: false,
  queues: [],
  maxBodyBytes: 10,
  maxDelayMs: 3_600_000,
}
const check = (parts: Partial<SendDraft>, more: Partial<SendOptions> = {}) =>
  checkDraft({ ...emptyDraft('orders'), body: 'x', ...parts }, { ...options, ...more }, context)

describe('a draft', () => {
  it('is sent as it is typed', () => {
    expect(
      check({ tag: 'paid', keys: ['a', 'b'], properties: [{ id: 1, name: 'r', value: 'eu' }], queue: 'broker:a:3' }),
    ).toEqual({
      bodyBytes: 1,
      count: 1,
      ratePerSecond: 10,
      message: {
        type: 'NORMAL',
        body: { text: 'x' },
        tags: 'paid',
        keys: ['a', 'b'],
        properties: { r: 'eu' },
        queue: { brokerName: 'broker:a', queueId: 3 },
      },
    })
    expect(check({ bodyForm: 'hex', body: '0a FF' })).toMatchObject({
      bodyBytes: 2,
      message: { body: { base64: 'Cv8=' } },
    })
    expect(check({ bodyForm: 'base64', body: 'Cv8=\n' })).toMatchObject({ message: { body: { base64: 'Cv8=' } } })
    expect(check({ bodyForm: 'file', file: { name: 'f', bytes: new Uint8Array([1]) } })).toMatchObject({
      message: { body: { base64: 'AQ==' } },
    })
  })

  it.each<[Partial<SendDraft>, Partial<SendOptions>, string]>([
    [{}, { types: [] }, 'notSendable'],
    [{ type: 'FIFO' }, {}, 'notSendable'],
    [{ body: '' }, {}, 'body'],
    [{ bodyForm: 'json', body: '{' }, {}, 'json'],
    [{ bodyForm: 'hex', body: 'abc' }, {}, 'hex'],
    [{ bodyForm: 'base64', body: '%' }, {}, 'base64'],
    [{ bodyForm: 'file' }, {}, 'file'],
    [{ body: 'ü'.repeat(6) }, {}, 'tooLarge'],
    [{ properties: [{ id: 1, name: '', value: 'x' }] }, {}, 'propertyName'],
    [{ properties: [1, 2].map((id) => ({ id, name: 'a', value: 'x' })) }, {}, 'propertyTwice'],
    [{ messageGroup: ' ' }, { types: ['FIFO'] }, 'messageGroup'],
    [{ delayAfter: null }, { types: ['DELAY'] }, 'delay'],
    [{ delayAfter: 61 }, { types: ['DELAY'] }, 'delayTooLong'],
    [{ delay: 'at', delayAt: 'soon' }, { types: ['DELAY'] }, 'delay'],
    [{ delay: 'at', delayAt: '00:59' }, { types: ['DELAY'] }, 'delayPast'],
    [{ delay: 'at', delayAt: '02:01' }, { types: ['DELAY'] }, 'delayTooLong'],
    [{}, { types: ['DELAY'], maxDelayMs: null }, 'noTimer'],
    [{ count: 1_001 }, {}, 'count'],
    [{ ratePerSecond: null }, {}, 'rate'],
    [{ confirm: 'order' }, { needsConfirm: true }, 'confirm'],
  ])('%j is not sent to %j: %s', (draft, more, problem) => {
    expect(check(draft, more)).toEqual({ problem })
  })

  it('says when a delayed message is due, in one of three ways', () => {
    const types: SendOptions['types'] = ['DELAY']
    expect(check({}, { types })).toMatchObject({ message: { deliverAfterMs: 60_000 } })
    expect(check({ delay: 'at', delayAt: '01:30' }, { types })).toMatchObject({
      message: { deliverAt: new Date('2026-11-27T01:30:00Z') },
    })
    expect(check({ delay: 'level' }, { types, maxDelayMs: null })).toMatchObject({ message: { delayLevel: 5 } })
  })
})

describe('M-24: a copy', () => {
  const message = {
    topicName: 'orders',
    type: 'FIFO',
    uniqKey: 'U1',
    offsetMsgId: 'O1',
    tags: 'paid',
    keys: ['k1', 'k2'],
    messageGroup: 'g',
    properties: { region: 'eu', APOGEE_COPY_OF: 'U0' },
    systemProperties: { UNIQ_KEY: 'U1', __SHARDINGKEY: 'g' },
  } as unknown as Message // the rest of it is not copied

  it('is filled with keys, tag, user properties and group, and names its origin', () => {
    const draft = draftOfCopy(message, new TextEncoder().encode('{"a":1}'))
    expect(draft).toMatchObject({
      topicName: 'orders',
      type: 'FIFO',
      bodyForm: 'json',
      body: '{"a":1}',
      tag: 'paid',
      keys: ['k1', 'k2'],
      properties: [{ name: 'region', value: 'eu' }],
      messageGroup: 'g',
      copyOf: 'U1',
    })
    expect(checkDraft(draft, { ...options, types: ['FIFO'] }, context)).toMatchObject({ message: { copyOf: 'U1' } })
  })

  it.each([
    ['no UTF-8', [0xff, 0xfe]],
    ['control characters', [0x61, 0x00]],
    ['carriage returns, which a text field would lose', [0x61, 0x0d, 0x0a]],
  ])('keeps every byte of a body: %s', (_, bytes) => {
    const draft = draftOfCopy(message, Uint8Array.from(bytes))
    expect(draft.bodyForm).toBe('base64')
    expect(checkDraft(draft, { ...options, types: ['FIFO'] }, context)).toMatchObject({ bodyBytes: bytes.length })
  })

  it('of a retry goes to the topic of its origin', () => {
    const retry = { ...message, topicName: '%RETRY%g', systemProperties: { RETRY_TOPIC: 'orders' } }
    expect(draftOfCopy(retry, new Uint8Array()).topicName).toBe('orders')
  })
})
