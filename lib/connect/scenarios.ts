import type { NewGroup } from '#lib/groups/schema.ts'
import type { NewTopic } from '#lib/topics/schema.ts'
import type { ScenarioId, SnippetWhat } from './schema.ts'

/** What a scenario needs; names are those that the demo uses, until others are chosen. */
export interface ScenarioPreset {
  topic: Pick<NewTopic, 'topicName' | 'type' | 'queuesPerBroker'>
  group: Pick<NewGroup, 'groupName' | 'isOrdered' | 'consumeBroadcastEnable'>
  send: SnippetWhat
  consume: SnippetWhat
}

const QUEUES = 8
const ordered = (groupName: string) => ({ groupName, isOrdered: true })
const concurrent = (groupName: string) => ({ groupName, isOrdered: false })

/** The seven scenarios, in their order. */
export const scenarios: Readonly<Record<ScenarioId, ScenarioPreset>> = {
  decoupling: {
    topic: { topicName: 'demo_orders', type: 'NORMAL', queuesPerBroker: QUEUES },
    group: concurrent('demo_billing'),
    send: 'SEND_NORMAL',
    consume: 'PUSH',
  },
  peak: {
    topic: { topicName: 'demo_peak', type: 'NORMAL', queuesPerBroker: QUEUES },
    group: concurrent('demo_worker'),
    send: 'SEND_NORMAL',
    consume: 'SIMPLE',
  },
  notification: {
    topic: { topicName: 'demo_reminder', type: 'DELAY', queuesPerBroker: QUEUES },
    group: concurrent('demo_notifier'),
    send: 'SEND_DELAY',
    consume: 'PUSH',
  },
  transaction: {
    topic: { topicName: 'demo_payment', type: 'TRANSACTION', queuesPerBroker: QUEUES },
    group: concurrent('demo_ledger'),
    send: 'SEND_TRANSACTION',
    consume: 'PUSH',
  },
  sequence: {
    topic: { topicName: 'demo_order_flow', type: 'FIFO', queuesPerBroker: QUEUES },
    group: ordered('demo_flow'),
    send: 'SEND_FIFO',
    consume: 'ORDERLY',
  },
  broadcast: {
    topic: { topicName: 'demo_prices', type: 'NORMAL', queuesPerBroker: QUEUES },
    group: { ...concurrent('demo_price_cache'), consumeBroadcastEnable: true },
    send: 'SEND_NORMAL',
    consume: 'BROADCAST',
  },
  'log-sync': {
    topic: { topicName: 'demo_binlog', type: 'FIFO', queuesPerBroker: QUEUES },
    group: ordered('demo_search_sync'),
    send: 'SEND_FIFO',
    consume: 'ORDERLY',
  },
}
