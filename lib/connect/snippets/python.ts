import {
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
  snakeNameOf,
} from './snippet-input.ts'

/** rocketmq-python-client 5.1.2. */
export const python: SnippetTemplate = {
  protocol: 'grpc',
  fileName: (what) => `${snakeNameOf(what)}.py`,
  dependency: { tool: 'pip', text: 'pip install rocketmq-python-client==5.1.2' },
  run: (fileName) => `python3 ${fileName}`,
  isTested: false,
  write: (input) =>
    input.what === 'BROADCAST'
      ? { absence: 'NO_BROADCAST' }
      : { code: isSending(input.what) ? send(input) : receive(input) },
}

const configuration = ({ proxies, withCredentials }: SnippetInput) => [
  withCredentials
    ? 'credentials = Credentials(os.environ["ROCKETMQ_ACCESS_KEY"], os.environ["ROCKETMQ_SECRET_KEY"])'
    : 'credentials = Credentials()',
  `configuration = ClientConfiguration("${proxies}", credentials)`,
]
const imports = (input: SnippetInput, modules: string[], names: string[]) => {
  const standard = [...modules, ...(input.withCredentials ? ['os'] : [])].toSorted()
  return [
    ...standard.map((name) => `import ${name}`),
    ...(standard.length > 0 ? [''] : []),
    `from rocketmq import ${['ClientConfiguration', 'Credentials', ...names].toSorted().join(', ')}`,
    '',
  ]
}
const tlsOf = ({ tls }: SnippetInput) => (tls ? 'True' : 'False')

function send(input: SnippetInput): string {
  const { what, topicName } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  const checker = [
    '',
    'class Checker(TransactionChecker):',
    '    def check(self, message: Message) -> TransactionResolution:',
    '        # The broker asks when neither commit nor rollback came: look into your database.',
    '        return TransactionResolution.COMMIT',
    '',
    '',
  ]
  return lines(
    ...imports(input, what === 'SEND_DELAY' ? ['time'] : [], [
      'Message',
      'Producer',
      ...(isTransaction ? ['TransactionChecker', 'TransactionResolution'] : []),
    ]),
    ...(isTransaction ? checker : []),
    ...configuration(input),
    `producer = Producer(configuration, ("${topicName}",)${isTransaction ? ', checker=Checker()' : ''}, tls_enable=${tlsOf(input)})`,
    'producer.startup()',
    'try:',
    ...body(what, topicName).map((line) => `    ${line}`),
    'finally:',
    '    producer.shutdown()',
  )
}

function body(what: SnippetInput['what'], topicName: string): string[] {
  const message = (text: string) => [
    'message = Message()',
    `message.topic = "${topicName}"`,
    'message.keys = "order-1"',
    `message.body = ${text}.encode()`,
  ]
  if (what === 'SEND_FIFO') {
    return [
      `for step in (${ORDER_STEPS.map((step) => `"${step}"`).join(', ')}):`,
      ...[
        ...message('step'),
        '# One message group is one order: its messages stay in their order.',
        'message.message_group = "order-1"',
        'print("sent", producer.send(message).message_id)',
      ].map((line) => `    ${line}`),
    ]
  }
  if (what === 'SEND_TRANSACTION') {
    return [
      'transaction = producer.begin_transaction()',
      ...message('"hello"'),
      'print("sent", producer.send(message, transaction).message_id)',
      '# Change your database here; then the message becomes visible, or never was with rollback().',
      'transaction.commit()',
    ]
  }
  return [
    ...message('"hello"'),
    ...(what === 'SEND_DELAY' ? [`message.delivery_timestamp = int(time.time()) + ${DELAY_SECONDS}`] : []),
    'print("sent", producer.send(message).message_id)',
  ]
}

function receive(input: SnippetInput): string {
  const { what, topicName, groupName } = input
  if (what === 'SIMPLE') {
    return lines(
      ...imports(input, [], ['FilterExpression', 'SimpleConsumer']),
      ...configuration(input),
      `consumer = SimpleConsumer(configuration, "${groupName}", {"${topicName}": FilterExpression()}, tls_enable=${tlsOf(input)})`,
      'consumer.startup()',
      'try:',
      '    while True:',
      '        # What is not acknowledged within 30 s comes again.',
      '        for message in consumer.receive(16, 30) or []:',
      '            print("received", message.body.decode(), flush=True)',
      '            consumer.ack(message)',
      'finally:',
      '    consumer.shutdown()',
    )
  }
  return lines(
    ...imports(
      input,
      ['threading'],
      ['ConsumeResult', 'FilterExpression', 'Message', 'MessageListener', 'PushConsumer'],
    ),
    '',
    'class Listener(MessageListener):',
    '    def consume(self, message: Message) -> ConsumeResult:',
    '        print("received", message.body.decode(), flush=True)',
    '        return ConsumeResult.SUCCESS',
    '',
    '',
    ...configuration(input),
    what === 'ORDERLY' && '# The order is kept by the group: it has to be one with ordered delivery.',
    `consumer = PushConsumer(configuration, "${groupName}", Listener(), {"${topicName}": FilterExpression()}, tls_enable=${tlsOf(input)})`,
    'consumer.startup()',
    'try:',
    '    threading.Event().wait()',
    'finally:',
    '    consumer.shutdown()',
  )
}
