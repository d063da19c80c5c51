import {
  classNameOf,
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
} from './snippet-input.ts'

/** rocketmq-client-java 5.2.0. */
export const javaGrpc: SnippetTemplate = {
  protocol: 'grpc',
  fileName: (what) => `${classNameOf(what)}.java`,
  dependency: {
    tool: 'Maven',
    text: '<dependency><groupId>org.apache.rocketmq</groupId><artifactId>rocketmq-client-java</artifactId><version>5.2.0</version></dependency>',
  },
  run: (fileName) => `java -cp 'lib/*' ${fileName}`,
  isTested: true,
  write: (input) =>
    input.what === 'BROADCAST'
      ? { absence: 'NO_BROADCAST' }
      : { code: isSending(input.what) ? send(input) : receive(input) },
}

const configuration = ({ proxies, tls, withCredentials }: SnippetInput) =>
  lines(
    '    ClientServiceProvider provider = ClientServiceProvider.loadService();',
    '    ClientConfiguration configuration = ClientConfiguration.newBuilder()',
    `        .setEndpoints("${proxies}")`,
    withCredentials && '        .setCredentialProvider(new StaticSessionCredentialsProvider(',
    withCredentials && '            System.getenv("ROCKETMQ_ACCESS_KEY"), System.getenv("ROCKETMQ_SECRET_KEY")))',
    `        .enableSsl(${tls})`,
    '        .build();',
  ).trimEnd()

function send(input: SnippetInput): string {
  const { what, topicName } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  return lines(
    what === 'SEND_DELAY' && 'import java.time.Duration;',
    'import java.nio.charset.StandardCharsets;',
    what === 'SEND_FIFO' && 'import java.util.List;',
    'import org.apache.rocketmq.client.apis.ClientConfiguration;',
    'import org.apache.rocketmq.client.apis.ClientServiceProvider;',
    input.withCredentials && 'import org.apache.rocketmq.client.apis.StaticSessionCredentialsProvider;',
    'import org.apache.rocketmq.client.apis.message.Message;',
    'import org.apache.rocketmq.client.apis.producer.Producer;',
    isTransaction && 'import org.apache.rocketmq.client.apis.producer.Transaction;',
    isTransaction && 'import org.apache.rocketmq.client.apis.producer.TransactionResolution;',
    '',
    `public class ${classNameOf(what)} {`,
    '  public static void main(String[] args) throws Exception {',
    configuration(input),
    '    Producer producer = provider.newProducerBuilder()',
    '        .setClientConfiguration(configuration)',
    `        .setTopics("${topicName}")`,
    isTransaction && '        // The broker asks when neither commit nor rollback came: look into your database.',
    isTransaction && '        .setTransactionChecker(message -> TransactionResolution.COMMIT)',
    '        .build();',
    ...body(input),
    '    producer.close();',
    '  }',
    '}',
  )
}

const build = (indent: string, topicName: string, key: string, text: string, ...more: (string | false)[]) => [
  `${indent}Message message = provider.newMessageBuilder()`,
  `${indent}    .setTopic("${topicName}")`,
  ...more.map((line) => line && `${indent}    ${line}`),
  `${indent}    .setKeys(${key})`,
  `${indent}    .setBody(${text}.getBytes(StandardCharsets.UTF_8))`,
  `${indent}    .build();`,
]

function body({ what, topicName }: SnippetInput): (string | false)[] {
  const sent = (indent: string) => `${indent}System.out.println("sent " + producer.send(message).getMessageId());`
  if (what === 'SEND_FIFO') {
    return [
      '    String orderId = "order-1";',
      `    for (String step : List.of(${ORDER_STEPS.map((step) => `"${step}"`).join(', ')})) {`,
      '      // One message group is one order: its messages stay in their order.',
      ...build('      ', topicName, 'orderId', 'step', '.setMessageGroup(orderId)'),
      sent('      '),
      '    }',
    ]
  }
  if (what === 'SEND_TRANSACTION') {
    return [
      '    Transaction transaction = producer.beginTransaction();',
      ...build('    ', topicName, '"order-1"', '"hello"'),
      '    System.out.println("sent " + producer.send(message, transaction).getMessageId());',
      '    // Change your database here; then the message becomes visible, or never was with rollback().',
      '    transaction.commit();',
    ]
  }
  const isDelayed = what === 'SEND_DELAY'
  const due = `.setDeliveryTimestamp(System.currentTimeMillis() + Duration.ofSeconds(${DELAY_SECONDS}).toMillis())`
  return [...build('    ', topicName, '"order-1"', '"hello"', isDelayed && due), sent('    ')]
}

function receive(input: SnippetInput): string {
  const { what, topicName, groupName } = input
  const isSimple = what === 'SIMPLE'
  return lines(
    'import java.nio.charset.StandardCharsets;',
    isSimple && 'import java.time.Duration;',
    'import java.util.Map;',
    !isSimple && 'import java.util.concurrent.CountDownLatch;',
    'import org.apache.rocketmq.client.apis.ClientConfiguration;',
    'import org.apache.rocketmq.client.apis.ClientServiceProvider;',
    input.withCredentials && 'import org.apache.rocketmq.client.apis.StaticSessionCredentialsProvider;',
    !isSimple && 'import org.apache.rocketmq.client.apis.consumer.ConsumeResult;',
    'import org.apache.rocketmq.client.apis.consumer.FilterExpression;',
    !isSimple && 'import org.apache.rocketmq.client.apis.consumer.PushConsumer;',
    isSimple && 'import org.apache.rocketmq.client.apis.consumer.SimpleConsumer;',
    isSimple && 'import org.apache.rocketmq.client.apis.message.MessageView;',
    '',
    `public class ${classNameOf(what)} {`,
    '  public static void main(String[] args) throws Exception {',
    configuration(input),
    ...(isSimple
      ? [
          '    SimpleConsumer consumer = provider.newSimpleConsumerBuilder()',
          '        .setClientConfiguration(configuration)',
          `        .setConsumerGroup("${groupName}")`,
          '        .setAwaitDuration(Duration.ofSeconds(10))',
          `        .setSubscriptionExpressions(Map.of("${topicName}", FilterExpression.SUB_ALL))`,
          '        .build();',
          '    while (true) {',
          '      // What is not acknowledged within 30 s comes again.',
          '      for (MessageView message : consumer.receive(16, Duration.ofSeconds(30))) {',
          '        System.out.println("received " + StandardCharsets.UTF_8.decode(message.getBody()));',
          '        consumer.ack(message);',
          '      }',
          '    }',
        ]
      : [
          what === 'ORDERLY' && '    // The order is kept by the group: it has to be one with ordered delivery.',
          '    PushConsumer consumer = provider.newPushConsumerBuilder()',
          '        .setClientConfiguration(configuration)',
          `        .setConsumerGroup("${groupName}")`,
          `        .setSubscriptionExpressions(Map.of("${topicName}", FilterExpression.SUB_ALL))`,
          '        .setMessageListener(message -> {',
          '          System.out.println("received " + StandardCharsets.UTF_8.decode(message.getBody()));',
          '          return ConsumeResult.SUCCESS;',
          '        })',
          '        .build();',
          '    Runtime.getRuntime().addShutdownHook(new Thread(() -> {',
          '      try {',
          '        consumer.close();',
          '      } catch (java.io.IOException e) {',
          '        e.printStackTrace();',
          '      }',
          '    }));',
          '    new CountDownLatch(1).await();',
        ]),
    '  }',
    '}',
  )
}
