import type { RuntimeGroup, RuntimeItem, RuntimeUnit } from './schema.ts'

interface RuntimeKey {
  group: RuntimeGroup
  explanation: string
  unit?: RuntimeUnit
  threshold?: NonNullable<RuntimeItem['threshold']>
}

const waitThreshold = { warning: 200, critical: 1_000 }
const diskThreshold = { warning: 0.75, critical: 0.9 }

const waits = {
  send: 'Longest wait of a send request for a thread. The broker refuses what waits too long (waitTimeMillsInSendQueue).',
  pull: 'Longest wait of a pull request for a thread. Consumers get their messages that much later.',
  query: 'Longest wait of a search by key or id for a thread.',
  ack: 'Longest wait of an acknowledgement for a thread. Late ones make messages come again.',
  litePull: 'Longest wait of a pull request of a lite consumer for a thread.',
} as const
const sizes = {
  send: 'Send requests that wait for a thread.',
  pull: 'Pull requests that wait for a thread.',
  query: 'Searches by key or id that wait for a thread.',
  ack: 'Acknowledgements that wait for a thread.',
  litePull: 'Pull requests of lite consumers that wait for a thread.',
} as const

const pools = (['send', 'pull', 'query', 'ack', 'litePull'] as const).flatMap((name): [string, RuntimeKey][] => [
  [`${name}ThreadPoolQueueSize`, { group: 'queues', explanation: sizes[name] }],
  [
    `${name}ThreadPoolQueueCapacity`,
    { group: 'queues', explanation: 'Room of that queue; requests beyond it are refused.' },
  ],
  [
    `${name}ThreadPoolQueueHeadWaitTimeMills`,
    { group: 'queues', explanation: waits[name], unit: 'ms', threshold: waitThreshold },
  ],
])

const transferred: RuntimeKey = {
  group: 'traffic',
  explanation: 'Messages handed to consumers per second: average of 10 s, 1 min and 10 min.',
  unit: 'msg/s',
}

/** What is known of the keys of runtime info (28). English; screens have it in their own languages. @see protocol notes §8.4 */
export const runtimeKeys: ReadonlyMap<string, RuntimeKey> = new Map<string, RuntimeKey>([
  [
    'putTps',
    { group: 'traffic', explanation: 'Messages stored per second: average of 10 s, 1 min and 10 min.', unit: 'msg/s' },
  ],
  ['getTransferredTps', transferred],
  ['getTransferedTps', transferred],
  [
    'getTotalTps',
    {
      group: 'traffic',
      explanation: 'Reads of queues per second, whether they found messages or not.',
      unit: 'reads/s',
    },
  ],
  ['getFoundTps', { group: 'traffic', explanation: 'Reads per second that found messages.', unit: 'reads/s' }],
  [
    'getMissTps',
    {
      group: 'traffic',
      explanation: 'Reads per second that found none: consumers that wait at the end of a queue.',
      unit: 'reads/s',
    },
  ],
  ['putMessageTimesTotal', { group: 'traffic', explanation: 'Messages stored since the broker started.', unit: 'msg' }],
  [
    'putMessageSizeTotal',
    { group: 'traffic', explanation: 'Bytes of messages stored since the broker started.', unit: 'B' },
  ],
  ['putMessageAverageSize', { group: 'traffic', explanation: 'Average size of a stored message.', unit: 'B' }],
  [
    'putMessageFailedTimes',
    {
      group: 'traffic',
      explanation:
        'Messages that the store could not take since the broker started. While it grows, senders see errors.',
      unit: 'msg',
    },
  ],
  [
    'msgPutTotalTodayNow',
    {
      group: 'traffic',
      explanation: 'Counter of stored messages. Less the one of this morning it is what was stored today.',
      unit: 'msg',
    },
  ],
  [
    'msgPutTotalTodayMorning',
    { group: 'traffic', explanation: 'The counter of stored messages at midnight.', unit: 'msg' },
  ],
  [
    'msgPutTotalYesterdayMorning',
    { group: 'traffic', explanation: 'The counter of stored messages at midnight of the day before.', unit: 'msg' },
  ],
  [
    'msgGetTotalTodayNow',
    {
      group: 'traffic',
      explanation:
        'Counter of messages handed to consumers. Less the one of this morning it is what was consumed today.',
      unit: 'msg',
    },
  ],
  [
    'msgGetTotalTodayMorning',
    { group: 'traffic', explanation: 'The counter of messages handed to consumers at midnight.', unit: 'msg' },
  ],
  [
    'msgGetTotalYesterdayMorning',
    {
      group: 'traffic',
      explanation: 'The counter of messages handed to consumers at midnight of the day before.',
      unit: 'msg',
    },
  ],

  [
    'putMessageDistributeTime',
    {
      group: 'putTime',
      explanation: 'How long it took to store the messages of the last full minute: how many fell into each span.',
    },
  ],
  [
    'putMessageEntireTimeMax',
    { group: 'putTime', explanation: 'Longest time to store one message since the broker started.', unit: 'ms' },
  ],
  [
    'putLatency99',
    {
      group: 'putTime',
      explanation: '99 of 100 messages were stored within this time.',
      unit: 'ms',
      threshold: { warning: 50, critical: 500 },
    },
  ],
  [
    'putLatency999',
    {
      group: 'putTime',
      explanation: '999 of 1,000 messages were stored within this time.',
      unit: 'ms',
      threshold: { warning: 200, critical: 1_000 },
    },
  ],
  [
    'getMessageEntireTimeMax',
    { group: 'putTime', explanation: 'Longest time to read from a queue since the broker started.', unit: 'ms' },
  ],
  [
    'pageCacheLockTimeMills',
    {
      group: 'putTime',
      explanation:
        'How long the write that is going on has held the lock; 0 while none is. Above 1 s the broker refuses sends as busy.',
      unit: 'ms',
      threshold: { warning: 100, critical: 1_000 },
    },
  ],

  ...pools,
  ['EndTransactionQueueSize', { group: 'transaction', explanation: 'Commits and rollbacks that wait for a thread.' }],
  [
    'EndTransactionThreadPoolQueueCapacity',
    { group: 'transaction', explanation: 'Room of that queue; requests beyond it are refused.' },
  ],

  [
    'commitLogDiskRatio',
    {
      group: 'storage',
      explanation:
        'Used share of the disk that holds the messages. Near the limit the broker deletes early, then refuses writes.',
      unit: 'ratio',
      threshold: diskThreshold,
    },
  ],
  [
    'consumeQueueDiskRatio',
    {
      group: 'storage',
      explanation: 'Used share of the disk that holds the queues.',
      unit: 'ratio',
      threshold: diskThreshold,
    },
  ],
  [
    'commitLogDirCapacity',
    { group: 'storage', explanation: 'Size and free room of the disk that holds the messages, rounded by the broker.' },
  ],
  [
    'commitLogMinOffset',
    { group: 'storage', explanation: 'Where the oldest stored message begins in the commit log.', unit: 'offset' },
  ],
  [
    'commitLogMaxOffset',
    { group: 'storage', explanation: 'Where the next message will be written in the commit log.', unit: 'offset' },
  ],
  [
    'earliestMessageTimeStamp',
    {
      group: 'storage',
      explanation: 'Store time of the oldest message. A group that is further behind loses messages.',
      unit: 'epochMs',
    },
  ],
  [
    'remainTransientStoreBufferNumbs',
    {
      group: 'storage',
      explanation:
        'Free buffers in front of the page cache; 2147483647 when none are used. At 0 the broker refuses sends as busy.',
    },
  ],
  [
    'remainHowManyDataToCommit',
    { group: 'storage', explanation: 'Bytes in those buffers that are not in the page cache yet.' },
  ],
  [
    'remainHowManyDataToFlush',
    {
      group: 'storage',
      explanation: 'Bytes in the page cache that are not on disk yet; lost if the machine stops now.',
    },
  ],

  [
    'dispatchBehindBytes',
    {
      group: 'dispatch',
      explanation: 'Stored bytes that are not in the queues yet: consumers cannot see these messages.',
      unit: 'B',
      threshold: { warning: 16_777_216, critical: 268_435_456 },
    },
  ],
  ['dispatchMaxBuffer', { group: 'dispatch', explanation: 'Largest backlog of requests to build the index.' }],

  [
    'brokerActive',
    {
      group: 'ha',
      explanation:
        'Timed, delayed and transactional messages are worked on here: true on a master, and on a slave that stands in for one.',
    },
  ],
  [
    'startAcceptSendRequestTimeStamp',
    { group: 'ha', explanation: 'Sends are taken from this time on; 0 means from the start.', unit: 'epochMs' },
  ],

  [
    'timerReadBehind',
    {
      group: 'timer',
      explanation: 'How late timed messages leave the wheel. On a slave the wheel stands still.',
      unit: 's',
      threshold: { warning: 10, critical: 60 },
    },
  ],
  ['timerOffsetBehind', { group: 'timer', explanation: 'Timed messages that are not in the wheel yet.', unit: 'msg' }],
  [
    'timerCongestNum',
    { group: 'timer', explanation: 'Timed messages in the wheel that wait for their time.', unit: 'msg' },
  ],
  ['timerEnqueueTps', { group: 'timer', explanation: 'Timed messages put into the wheel per second.', unit: 'msg/s' }],
  ['timerDequeueTps', { group: 'timer', explanation: 'Timed messages delivered per second.', unit: 'msg/s' }],

  ['brokerVersionDesc', { group: 'other', explanation: 'Version of the broker.' }],
  ['brokerVersion', { group: 'other', explanation: 'Number of the version in RocketMQ’s own count.' }],
  ['bootTimestamp', { group: 'other', explanation: 'When the broker started.', unit: 'epochMs' }],
  ['runtime', { group: 'other', explanation: 'How long the broker has been running.' }],
])

/** Keys with a part that differs: levels and paths. In the words of `runtimeKeys`, under the name in front. */
export const runtimeKeyFamilies: readonly { prefix: string; key: RuntimeKey }[] = [
  {
    prefix: 'scheduleMessageOffset_',
    key: {
      group: 'timer',
      explanation: 'Delay level: position delivered up to, end of its queue. The difference waits.',
    },
  },
  {
    prefix: 'commitLogDiskRatio_',
    key: { group: 'storage', explanation: 'The same, for one of the paths.', unit: 'ratio', threshold: diskThreshold },
  },
]

const groupOrder: readonly RuntimeGroup[] = [
  'traffic',
  'putTime',
  'queues',
  'storage',
  'dispatch',
  'ha',
  'timer',
  'transaction',
  'other',
]

/** Every key as the broker sent it, the known ones explained, in the order of the groups and of the table above. */
export function explainRuntime(runtime: Readonly<Record<string, string>>): RuntimeItem[] {
  const known = [...runtimeKeys.keys()]
  const rank = (key: string) => (known.includes(key) ? known.indexOf(key) : known.length)
  const isIdle = runtime.brokerActive === 'false'
  return Object.entries(runtime)
    .map(([key, value]): RuntimeItem => {
      const family = runtimeKeyFamilies.find(({ prefix }) => key.startsWith(prefix))
      const { threshold, ...meaning } = runtimeKeys.get(key) ?? family?.key ?? { group: 'other' as const }
      // The wheel of a slave stands still, and that is right.
      const applies = threshold && !(meaning.group === 'timer' && isIdle)
      return { key, value, ...meaning, ...(applies && { threshold }) }
    })
    .sort(
      (a, b) =>
        groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) ||
        rank(a.key) - rank(b.key) ||
        a.key.localeCompare(b.key, 'en', { numeric: true }),
    )
}
