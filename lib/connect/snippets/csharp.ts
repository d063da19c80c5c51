import {
  classNameOf,
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
} from './snippet-input.ts'

/** NuGet RocketMQ.Client; PushConsumer came with 5.2. */
export const csharp: SnippetTemplate = {
  protocol: 'grpc',
  fileName: (what) => `${classNameOf(what)}.cs`,
  dependency: { tool: 'NuGet', text: 'dotnet add package RocketMQ.Client' },
  run: () => 'dotnet run',
  isTested: false,
  write: (input) =>
    input.what === 'BROADCAST'
      ? { absence: 'NO_BROADCAST' }
      : { code: isSending(input.what) ? send(input) : receive(input) },
}

const configuration = ({ proxies, tls, withCredentials }: SnippetInput) => [
  'var config = new ClientConfig.Builder()',
  `    .SetEndpoints("${proxies}")`,
  ...(withCredentials
    ? [
        '    .SetCredentialsProvider(new StaticSessionCredentialsProvider(',
        '        Environment.GetEnvironmentVariable("ROCKETMQ_ACCESS_KEY"),',
        '        Environment.GetEnvironmentVariable("ROCKETMQ_SECRET_KEY")))',
      ]
    : []),
  `    .EnableSsl(${tls})`,
  '    .Build();',
]

function send(input: SnippetInput): string {
  const { what, topicName } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  return lines(
    'using System;',
    'using System.Text;',
    'using Org.Apache.Rocketmq;',
    '',
    ...configuration(input),
    'var producer = await new Producer.Builder()',
    '    .SetClientConfig(config)',
    `    .SetTopics("${topicName}")`,
    isTransaction && '    .SetTransactionChecker(new Checker())',
    '    .Build();',
    ...body(what, topicName),
    'await producer.DisposeAsync();',
    ...(isTransaction
      ? [
          '',
          'class Checker : ITransactionChecker',
          '{',
          '    // The broker asks when neither commit nor rollback came: look into your database.',
          '    public TransactionResolution Check(MessageView message) => TransactionResolution.Commit;',
          '}',
        ]
      : []),
  )
}

function body(what: SnippetInput['what'], topicName: string): string[] {
  const message = (text: string, ...more: string[]) => [
    'var message = new Message.Builder()',
    `    .SetTopic("${topicName}")`,
    '    .SetKeys("order-1")',
    ...more.map((line) => `    ${line}`),
    `    .SetBody(Encoding.UTF8.GetBytes(${text}))`,
    '    .Build();',
  ]
  const sent = (call: string) => [`var receipt = await ${call};`, 'Console.WriteLine($"sent {receipt.MessageId}");']
  if (what === 'SEND_FIFO') {
    return [
      `foreach (var step in new[] { ${ORDER_STEPS.map((step) => `"${step}"`).join(', ')} })`,
      '{',
      '    // One message group is one order: its messages stay in their order.',
      ...[...message('step', '.SetMessageGroup("order-1")'), ...sent('producer.Send(message)')].map(
        (line) => `    ${line}`,
      ),
      '}',
    ]
  }
  if (what === 'SEND_TRANSACTION') {
    return [
      'var transaction = producer.BeginTransaction();',
      ...message('"hello"'),
      ...sent('producer.Send(message, transaction)'),
      '// Change your database here; then the message becomes visible, or never was with Rollback().',
      'await transaction.Commit();',
    ]
  }
  const due = `.SetDeliveryTimestamp(DateTime.Now + TimeSpan.FromSeconds(${DELAY_SECONDS}))`
  return [...message('"hello"', ...(what === 'SEND_DELAY' ? [due] : [])), ...sent('producer.Send(message)')]
}

function receive(input: SnippetInput): string {
  const { what, topicName, groupName } = input
  const subscription = `    .SetSubscriptionExpression(new Dictionary<string, FilterExpression> { { "${topicName}", new FilterExpression("*") } })`
  const head = [
    'using System;',
    'using System.Collections.Generic;',
    'using System.Text;',
    ...(what === 'SIMPLE' ? [] : ['using System.Threading;', 'using System.Threading.Tasks;']),
    'using Org.Apache.Rocketmq;',
    '',
    ...configuration(input),
  ]
  if (what === 'SIMPLE') {
    return lines(
      ...head,
      'var consumer = await new SimpleConsumer.Builder()',
      '    .SetClientConfig(config)',
      `    .SetConsumerGroup("${groupName}")`,
      '    .SetAwaitDuration(TimeSpan.FromSeconds(10))',
      subscription,
      '    .Build();',
      'while (true)',
      '{',
      '    // What is not acknowledged within 30 s comes again.',
      '    foreach (var message in await consumer.Receive(16, TimeSpan.FromSeconds(30)))',
      '    {',
      '        Console.WriteLine($"received {Encoding.UTF8.GetString(message.Body)}");',
      '        await consumer.Ack(message);',
      '    }',
      '}',
    )
  }
  return lines(
    ...head,
    what === 'ORDERLY' && '// The order is kept by the group: it has to be one with ordered delivery.',
    'var consumer = await new PushConsumer.Builder()',
    '    .SetClientConfig(config)',
    `    .SetConsumerGroup("${groupName}")`,
    subscription,
    '    .SetMessageListener(new Listener())',
    '    .Build();',
    'await Task.Delay(Timeout.Infinite);',
    '',
    'class Listener : IMessageListener',
    '{',
    '    public ConsumeResult Consume(MessageView message)',
    '    {',
    '        Console.WriteLine($"received {Encoding.UTF8.GetString(message.Body)}");',
    '        return ConsumeResult.SUCCESS;',
    '    }',
    '}',
  )
}
