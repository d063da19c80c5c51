import { expect, it } from 'vitest'
import type { ProducerClient } from '#lib/rocketmq/admin/clients.ts'
import { producerRows, type SentMessage } from './producer-rows.ts'
import type { TracedMessage } from './read-traced.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second))
const sent = (address: string, second: number, protocol: SentMessage['protocol'] = 'remoting'): SentMessage => ({
  address,
  protocol,
  storedAt: at(second),
  uniqKey: `M${second}`,
})
const traced = (host: string, second: number, parts: Partial<TracedMessage> = {}): TracedMessage => ({
  messageId: `M${second}`,
  host,
  producerGroup: 'shop',
  sentAt: at(second),
  ...parts,
})
const client = (address: string, parts: Partial<ProducerClient> = {}): ProducerClient => ({
  producerGroup: 'pg',
  clientId: '10.0.0.1@1',
  address,
  language: 'JAVA',
  version: '5.5.0',
  versionOrdinal: 513,
  lastSeenAt: null,
  ...parts,
})

it('one client that writes to two brokers is one row, by its newest message', () => {
  const rows = producerRows(
    [sent('10.0.0.1:1', 1), sent('10.0.0.1:2', 3), sent('10.0.0.1:1', 2)],
    [client('10.0.0.1:1'), client('10.0.0.1:2')],
  )
  expect(rows).toEqual([
    {
      clientId: '10.0.0.1@1',
      address: '10.0.0.1:2',
      host: '10.0.0.1',
      producerGroup: 'pg',
      language: 'JAVA',
      version: '5.5.0',
      protocol: 'remoting',
      lastMessageAt: at(3),
      messagesInSample: 3,
      source: 'CONNECTION',
    },
  ])
})

it('marks a client whose version a rule is about, and says nothing of one that is not known', () => {
  const rows = producerRows(
    [sent('h:1', 3), sent('h:2', 2), sent('h:3', 1)],
    [client('h:1', { clientId: 'old', version: '4.8.0', versionOrdinal: 373 }), client('h:2', { clientId: 'new' })],
  )
  expect(rows.map(({ clientId, risk }) => [clientId, risk?.risk])).toEqual([
    ['old', 'LINE_ENDED'],
    ['new', undefined],
    [null, undefined],
  ])
})

it('who is gone, and who comes through a proxy, is known by address alone', () => {
  const rows = producerRows([sent('[::1]:9', 1), sent('app-7', 2, 'grpc'), sent('app-7', 3, 'grpc')], [client('app-7')])
  expect(rows).toMatchObject([
    { clientId: null, address: 'app-7', host: 'app-7', protocol: 'grpc', messagesInSample: 2, source: 'SAMPLE' },
    { clientId: null, address: '[::1]:9', host: '::1', language: null, version: null, source: 'SAMPLE' },
  ])
})

it('names the group of who is gone by the trace of a message, and who was not in the sample by host', () => {
  const rows = producerRows(
    [sent('10.0.0.1:1', 5), sent('10.0.0.1:1', 4), sent('10.0.0.2:1', 3), sent('10.0.0.3:1', 2)],
    [client('10.0.0.2:1', { clientId: 'online' })],
    [
      traced('10.0.0.1', 4),
      // Known already, by its connection.
      traced('10.0.0.2', 3, { producerGroup: 'pg' }),
      traced('10.0.0.9:77', 60, { messageId: 'X1', producerGroup: 'night' }),
      traced('10.0.0.9:77', 61, { messageId: 'X2', producerGroup: 'batch' }),
    ],
  )
  expect(
    rows.map(({ address, clientId, producerGroup, messagesInSample, source }) => [
      address,
      clientId,
      producerGroup,
      messagesInSample,
      source,
    ]),
  ).toEqual([
    ['10.0.0.9', null, 'batch, night', 0, 'TRACE'],
    ['10.0.0.1:1', null, 'shop', 2, 'TRACE'],
    ['10.0.0.2:1', 'online', 'pg', 1, 'CONNECTION'],
    ['10.0.0.3:1', null, null, 1, 'SAMPLE'],
  ])
  expect(rows[0]?.lastMessageAt).toEqual(at(61))
})

it('names every producer group of a client: its messages do not say which', () => {
  const rows = producerRows(
    [sent('h:1', 1)],
    [client('h:1', { producerGroup: 'b' }), client('h:1', { producerGroup: 'a' })],
  )
  expect(rows).toMatchObject([{ producerGroup: 'a, b', messagesInSample: 1 }])
})
