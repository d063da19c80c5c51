import {
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
  snakeNameOf,
} from './snippet-input.ts'

/** rocketmq-client-nodejs 1.0.8. */
export const nodejs: SnippetTemplate = {
  protocol: 'grpc',
  fileName: (what) => `${snakeNameOf(what).replaceAll('_', '-')}.mjs`,
  dependency: { tool: 'npm', text: 'npm install rocketmq-client-nodejs@1.0.8' },
  run: (fileName) => `node ${fileName}`,
  isTested: true,
  write: (input) =>
    input.what === 'BROADCAST'
      ? { absence: 'NO_BROADCAST' }
      : { code: isSending(input.what) ? send(input) : receive(input) },
}

const options = ({ proxies, tls, withCredentials }: SnippetInput) => [
  `  endpoints: '${proxies}',`,
  "  namespace: '',",
  `  sslEnabled: ${tls},`,
  ...(withCredentials
    ? [
        '  sessionCredentials: {',
        '    accessKey: process.env.ROCKETMQ_ACCESS_KEY,',
        '    accessSecret: process.env.ROCKETMQ_SECRET_KEY,',
        '  },',
      ]
    : []),
]

function send(input: SnippetInput): string {
  const { what, topicName } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  return lines(
    "import { Producer } from 'rocketmq-client-nodejs'",
    isTransaction && "import definitions from 'rocketmq-client-nodejs/proto/apache/rocketmq/v2/definition_pb.js'",
    '',
    'const producer = new Producer({',
    ...options(input),
    `  topics: ['${topicName}'],`,
    ...(isTransaction
      ? [
          '  checker: {',
          '    // The broker asks when neither commit nor rollback came: look into your database.',
          '    check: async () => definitions.TransactionResolution.COMMIT,',
          '  },',
        ]
      : []),
    '})',
    'await producer.startup()',
    ...body(what, topicName),
    'await producer.shutdown()',
    'process.exit(0)',
  )
}

function body(what: SnippetInput['what'], topicName: string): string[] {
  const message = (text: string, ...more: string[]) => [
    '{',
    `  topic: '${topicName}',`,
    "  keys: ['order-1'],",
    ...more.map((line) => `  ${line}`),
    `  body: Buffer.from(${text}),`,
    '}',
  ]
  const sendIt = (parts: string[], last: string) => [
    `const receipt = await producer.send(${parts[0]}`,
    ...parts.slice(1, -1),
    `}${last})`,
    "console.log('sent', receipt.messageId)",
  ]
  if (what === 'SEND_FIFO') {
    return [
      `for (const step of [${ORDER_STEPS.map((step) => `'${step}'`).join(', ')}]) {`,
      '  // One message group is one order: its messages stay in their order.',
      ...sendIt(message('step', "messageGroup: 'order-1',"), '').map((line) => `  ${line}`),
      '}',
    ]
  }
  if (what === 'SEND_TRANSACTION') {
    return [
      'const transaction = producer.beginTransaction()',
      ...sendIt(message("'hello'"), ', transaction'),
      '// Change your database here; then the message becomes visible, or never was with rollback().',
      'await transaction.commit()',
    ]
  }
  const due = `deliveryTimestamp: new Date(Date.now() + ${DELAY_SECONDS * 1000}),`
  return sendIt(message("'hello'", ...(what === 'SEND_DELAY' ? [due] : [])), '')
}

function receive(input: SnippetInput): string {
  const { what, topicName, groupName } = input
  const common = [
    ...options(input),
    `  consumerGroup: '${groupName}',`,
    `  subscriptions: new Map([['${topicName}', '*']]),`,
  ]
  if (what === 'SIMPLE') {
    return lines(
      "import { SimpleConsumer } from 'rocketmq-client-nodejs'",
      '',
      'const consumer = new SimpleConsumer({',
      ...common,
      '  awaitDuration: 10_000,',
      '})',
      'await consumer.startup()',
      'for (;;) {',
      '  // What is not acknowledged within 30 s comes again.',
      '  for (const message of await consumer.receive(16, 30_000)) {',
      "    console.log('received', message.body.toString())",
      '    await consumer.ack(message)',
      '  }',
      '}',
    )
  }
  return lines(
    "import { ConsumeResult, PushConsumer } from 'rocketmq-client-nodejs'",
    '',
    what === 'ORDERLY' && '// The order is kept by the group: it has to be one with ordered delivery.',
    'const consumer = new PushConsumer({',
    ...common,
    '  messageListener: {',
    '    async consume(message) {',
    "      console.log('received', message.body.toString())",
    '      return ConsumeResult.SUCCESS',
    '    },',
    '  },',
    '})',
    'await consumer.startup()',
  )
}
