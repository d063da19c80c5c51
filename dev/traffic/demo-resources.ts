/** What the demo's traffic needs on the cluster, scenario by scenario. */

export type TopicType = 'NORMAL' | 'FIFO' | 'DELAY' | 'TRANSACTION'

export interface DemoTopic {
  topicName: string
  type: TopicType
  queuesPerBroker: number
  remark: string
  labels: Record<string, string>
  owner: string
}

export interface DemoGroup {
  groupName: string
  isOrdered?: boolean
  /** Brokers hand out its messages of this topic, instead of clients sharing out the queues. */
  popTopic?: string
  retryMaxTimes: number
}

const topic = (
  topicName: string,
  type: TopicType,
  queuesPerBroker: number,
  scenario: string,
  owner: string,
  remark: string,
): DemoTopic => ({ topicName, type, queuesPerBroker, remark, labels: { scenario, team: owner }, owner })

export const demoTopics: readonly DemoTopic[] = [
  topic('demo_orders', 'NORMAL', 4, 'decoupling', 'shop', 'Every step of an order; one group per system'),
  topic('demo_peak', 'NORMAL', 4, 'peak', 'analytics', 'Clicks that come in bursts and are worked off evenly'),
  topic(
    'demo_order_flow',
    'FIFO',
    4,
    'sequence',
    'logistics',
    'Steps of an order in their order; message group = order id',
  ),
  topic('demo_reminder', 'DELAY', 4, 'notification', 'crm', 'Reminders that are delivered when they are due'),
  topic('demo_payment', 'TRANSACTION', 4, 'transaction', 'payments', 'Payments, sent with the database change'),
  topic('demo_prices', 'NORMAL', 2, 'broadcast', 'pricing', 'Price changes, for every instance of the price cache'),
  topic(
    'demo_binlog',
    'FIFO',
    4,
    'log-sync',
    'data',
    'Changes of database rows; message group = table and primary key',
  ),
  topic('demo_bodies', 'NORMAL', 2, 'bodies', 'platform', 'One message of each kind of body; the key names the kind'),
  topic('demo%demo_prices_daily', 'NORMAL', 2, 'namespace', 'pricing', 'A topic of the namespace demo'),
]

/** Without a declared message type, as topics from before RocketMQ 5 are. */
export const undeclaredTopic = { topicName: 'demo_legacy_events', queuesPerBroker: 4 }

/** Made by RocketMQ's own command line, as an operator would without a console. */
export const topicMadeByMqadmin = 'demo_made_by_mqadmin'

export const demoGroups: readonly DemoGroup[] = [
  { groupName: 'demo_billing', retryMaxTimes: 16 },
  { groupName: 'demo_points', retryMaxTimes: 16 },
  { groupName: 'demo_search', retryMaxTimes: 16 },
  // Two retries, after 10 and 30 s: what fails for good is among the dead letters within a minute.
  { groupName: 'demo_mail', retryMaxTimes: 2 },
  { groupName: 'demo_audit', retryMaxTimes: 16 },
  { groupName: 'demo_notifier', retryMaxTimes: 16 },
  { groupName: 'demo_flow', isOrdered: true, retryMaxTimes: 16 },
  { groupName: 'demo_flow_wrong', retryMaxTimes: 16 },
  { groupName: 'demo_campaign', retryMaxTimes: 16 },
  { groupName: 'demo_worker', retryMaxTimes: 16 },
  { groupName: 'demo_ledger', retryMaxTimes: 1 },
  { groupName: 'demo_receipt', retryMaxTimes: 16, popTopic: 'demo_payment' },
  { groupName: 'demo_price_cache', retryMaxTimes: 16 },
  { groupName: 'demo_search_sync', isOrdered: true, retryMaxTimes: 16 },
  { groupName: 'demo_warehouse', isOrdered: true, retryMaxTimes: 16 },
  { groupName: 'demo_stuck_export', retryMaxTimes: 16 },
  { groupName: 'demo_offline_archive', retryMaxTimes: 16 },
  { groupName: 'demo_never_committed', retryMaxTimes: 16 },
  // Nobody ever starts these two.
  { groupName: 'demo_never_started', retryMaxTimes: 16 },
  { groupName: 'demo%demo_prices_archive', retryMaxTimes: 16 },
  { groupName: 'demo%demo_prices_reader', retryMaxTimes: 16 },
]
