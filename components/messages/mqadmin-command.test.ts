import { describe, expect, it } from 'vitest'
import { sendMessageCommand, verifyCommand } from './mqadmin-command.ts'

const nameServers = ['ns-1:9876', 'ns-2:9876']
const plain = { type: 'NORMAL' as const, body: { text: '{"amount": 7}' } }

describe('X-16: the command beside the form', () => {
  it('sends the message with its tag, keys and queue', () => {
    const message = { ...plain, tags: 'paid', keys: ['o-1', 'o-2'], queue: { brokerName: 'broker-a', queueId: 3 } }
    expect(sendMessageCommand(nameServers, 'orders', message, 1)).toBe(
      `sh mqadmin sendMessage -n 'ns-1:9876;ns-2:9876' -t orders -p '{"amount": 7}' -c paid -k 'o-1 o-2' -b broker-a -i 3`,
    )
  })

  it.each([
    ['properties', { ...plain, properties: { region: 'eu' } }, 1],
    ['a delay', { ...plain, type: 'DELAY' as const, deliverAfterMs: 1_000 }, 1],
    ['a message group', { ...plain, type: 'FIFO' as const, messageGroup: 'g' }, 1],
    ['bytes', { ...plain, body: { base64: 'AAE=' } }, 1],
    ['an origin', { ...plain, copyOf: 'ID' }, 1],
    ['many', plain, 2],
    ['a text that is filled in', { ...plain, body: { text: 'at {{now}}' } }, 1],
    ['a text that would be trimmed', { ...plain, body: { text: 'a\n' } }, 1],
    ['a text that would lose its quotes', { ...plain, body: { text: '"a"' } }, 1],
    ['a text that would be an option', { ...plain, body: { text: '-1' } }, 1],
    ['a text that is too long for a command line', { ...plain, body: { text: 'x'.repeat(131_072) } }, 1],
  ])('there is none with %s', (_, message, count) => {
    expect(sendMessageCommand(nameServers, 'orders', message, count)).toBeNull()
  })

  it('has one client consume a message once more', () => {
    const of = { topicName: 'orders', messageId: 'AB01', groupName: 'billing', clientId: '10.0.0.1@7' }
    expect(verifyCommand(nameServers, of)).toBe(
      "sh mqadmin queryMsgByUniqueKey -n 'ns-1:9876;ns-2:9876' -t orders -i AB01 -g billing -d 10.0.0.1@7",
    )
  })
})
